namespace Line.Emulator.Http;

/// <summary>A form body, for the endpoints that speak OAuth.</summary>
internal static class LineForm
{
    private const int MaxBytes = 64 * 1024;

    public static async Task<(IFormCollection Form, LineAnswer? Refusal)> ReadAsync(HttpContext http)
    {
        var type = http.Request.ContentType;
        if (type is null || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            return (FormCollection.Empty, LineAnswer.OAuthError("invalid_request", "content type must be application/x-www-form-urlencoded"));
        if (http.Request.ContentLength > MaxBytes)
            return (FormCollection.Empty, LineAnswer.Refusal(413, "The request body is too large"));
        try
        {
            return (await http.Request.ReadFormAsync(http.RequestAborted), null);
        }
        catch (InvalidDataException)
        {
            return (FormCollection.Empty, LineAnswer.OAuthError("invalid_request", "the form could not be read"));
        }
    }
}
