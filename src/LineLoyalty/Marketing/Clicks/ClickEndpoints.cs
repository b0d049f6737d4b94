using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Marketing.Clicks;

internal static class ClickEndpoints
{
    public static void MapClicks(this IEndpointRouteBuilder routes) => routes.MapGet("/r/{token}", FollowAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Results<RedirectHttpResult, ContentHttpResult>> FollowAsync(string token, RecordClick record, RecordJourneyClick journeys, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return (await record.ExecuteAsync(token, ct) ?? await journeys.ExecuteAsync(token, ct)) is { } url ? TypedResults.Redirect(url.AbsoluteUri)
            : TypedResults.Text("這個連結無效。 This link is not valid.", "text/plain; charset=utf-8", statusCode: StatusCodes.Status404NotFound);
    }
}
