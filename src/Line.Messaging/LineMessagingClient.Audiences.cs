using System.Globalization;
using Line.Messaging.Audiences;
using Line.Messaging.Json;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    private const string AudiencePath = "/v2/bot/audienceGroup";

    /// <summary>Creates an audience of uploaded ids; filled in the background (status <c>READY</c> when done). At most 1,000 per channel, kept 180 days.</summary>
    /// <remarks>60 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group"/>
    public Task<AudienceResult> CreateAudienceAsync(AudienceRequest request, CancellationToken ct = default) =>
        GetAsync($"{AudiencePath}/upload", $"{AudiencePath}/upload", LineJson.Context.AudienceResult, ct, HttpMethod.Post, LineApi.Json(request, LineJson.Context.AudienceRequest));

    /// <summary>Adds ids to an uploaded audience, in the background. At most 10 uploads of one audience at a time (429).</summary>
    /// <remarks>60 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group"/>
    public Task<LineResult> AddToAudienceAsync(AudienceAddition request, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Put, $"{AudiencePath}/upload", $"{AudiencePath}/upload", LineApi.Json(request, LineJson.Context.AudienceAddition), ct);

    /// <summary>Creates an audience from a text file with one id per line.</summary>
    /// <param name="file">UTF-8, at most 1,500,000 lines; read once, disposed by the call.</param>
    /// <param name="description">Name, at most 120; null lets LINE choose.</param>
    /// <param name="isIfaAudience">True when the lines are advertising ids instead of user ids.</param>
    /// <param name="uploadDescription">Name of the upload job.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per minute; answered by the data host.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group-by-file"/>
    public async Task<AudienceResult> CreateAudienceByFileAsync(
        Stream file, string? description = null, bool? isIfaAudience = null, string? uploadDescription = null, CancellationToken ct = default)
    {
        using var form = Form(file, ("description", description), ("isIfaAudience", Text(isIfaAudience)), ("uploadDescription", uploadDescription));
        var call = await CallAsync(HttpMethod.Post, _api.Data($"{AudiencePath}/upload/byFile"), $"{AudiencePath}/upload/byFile", form, null, ct).ConfigureAwait(false);
        return await WithTokenAsync(call, c => _api.GetAsync(c, LineJson.Context.AudienceResult, ct)).ConfigureAwait(false);
    }

    /// <summary>Adds the ids of a text file with one id per line to an uploaded audience.</summary>
    /// <param name="audienceGroupId">The audience.</param>
    /// <param name="file">UTF-8, at most 1,500,000 lines; read once, disposed by the call.</param>
    /// <param name="uploadDescription">Name of the upload job.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per minute; answered by the data host.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group-by-file"/>
    public async Task<LineResult> AddToAudienceByFileAsync(long audienceGroupId, Stream file, string? uploadDescription = null, CancellationToken ct = default)
    {
        using var form = Form(file, ("audienceGroupId", Text(audienceGroupId)), ("uploadDescription", uploadDescription));
        var call = await CallAsync(HttpMethod.Put, _api.Data($"{AudiencePath}/upload/byFile"), $"{AudiencePath}/upload/byFile", form, null, ct).ConfigureAwait(false);
        return await WithTokenAsync(call, c => _api.DoAsync(c, ct)).ConfigureAwait(false);
    }

    /// <summary>Creates an audience of the users who tapped a link of a broadcast or narrowcast of the last 60 days.</summary>
    /// <remarks>60 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-click-audience-group"/>
    public Task<AudienceResult> CreateClickAudienceAsync(ClickAudienceRequest request, CancellationToken ct = default) =>
        GetAsync($"{AudiencePath}/click", $"{AudiencePath}/click", LineJson.Context.AudienceResult, ct, HttpMethod.Post, LineApi.Json(request, LineJson.Context.ClickAudienceRequest));

    /// <summary>Creates an audience of the users who saw a broadcast or narrowcast of the last 60 days.</summary>
    /// <remarks>60 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-imp-audience-group"/>
    public Task<AudienceResult> CreateImpressionAudienceAsync(ImpressionAudienceRequest request, CancellationToken ct = default) =>
        GetAsync($"{AudiencePath}/imp", $"{AudiencePath}/imp", LineJson.Context.AudienceResult, ct, HttpMethod.Post, LineApi.Json(request, LineJson.Context.ImpressionAudienceRequest));

    /// <summary>Renames an audience.</summary>
    /// <param name="audienceGroupId">The audience.</param>
    /// <param name="description">1 to 120; case does not count.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#set-description-audience-group"/>
    public Task<LineResult> RenameAudienceAsync(long audienceGroupId, string description, CancellationToken ct = default) =>
        DoAsync(
            HttpMethod.Put,
            $"{AudiencePath}/{Text(audienceGroupId)}/updateDescription",
            $"{AudiencePath}/{{audienceGroupId}}/updateDescription",
            LineApi.Json(new(Given(description)), LineJson.Context.AudienceName),
            ct);

    /// <summary>Deletes an audience.</summary>
    /// <remarks>60 per minute. 400 for an unknown one.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#delete-audience-group"/>
    public Task<LineResult> DeleteAudienceAsync(long audienceGroupId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Delete, $"{AudiencePath}/{Text(audienceGroupId)}", $"{AudiencePath}/{{audienceGroupId}}", null, ct);

    /// <summary>One audience with its upload jobs.</summary>
    /// <remarks>60 per minute. 400 for an unknown one.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-audience-group"/>
    public Task<AudienceData> GetAudienceAsync(long audienceGroupId, CancellationToken ct = default) =>
        GetAsync($"{AudiencePath}/{Text(audienceGroupId)}", $"{AudiencePath}/{{audienceGroupId}}", LineJson.Context.AudienceData, ct);

    /// <summary>One page of the audiences.</summary>
    /// <param name="query">Page and filters.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-audience-groups"/>
    public Task<AudiencePage> ListAudiencesAsync(AudienceQuery? query = null, CancellationToken ct = default)
    {
        query ??= new();
        return GetAsync(
            Query(
                $"{AudiencePath}/list",
                ("page", Text(query.Page)),
                ("description", query.Description),
                ("status", query.Status),
                ("size", Text(query.Size)),
                ("includesExternalPublicGroups", Text(query.IncludesOthers)),
                ("createRoute", query.CreateRoute)),
            $"{AudiencePath}/list",
            LineJson.Context.AudiencePage,
            ct);
    }

    /// <summary>An audience shared by LINE's Business Manager, with its owner.</summary>
    /// <remarks>60 per minute. 400 for an unknown one.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-shared-audience"/>
    public Task<SharedAudienceData> GetSharedAudienceAsync(long audienceGroupId, CancellationToken ct = default) =>
        GetAsync($"{AudiencePath}/shared/{Text(audienceGroupId)}", $"{AudiencePath}/shared/{{audienceGroupId}}", LineJson.Context.SharedAudienceData, ct);

    /// <summary>One page of the audiences shared by LINE's Business Manager.</summary>
    /// <param name="query">Page and filters; <see cref="AudienceQuery.IncludesOthers"/> here adds the channel's own audiences.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-shared-audience-list"/>
    public Task<AudiencePage> ListSharedAudiencesAsync(AudienceQuery? query = null, CancellationToken ct = default)
    {
        query ??= new();
        return GetAsync(
            Query(
                $"{AudiencePath}/shared/list",
                ("page", Text(query.Page)),
                ("description", query.Description),
                ("status", query.Status),
                ("size", Text(query.Size)),
                ("createRoute", query.CreateRoute),
                ("includesOwnedAudienceGroups", Text(query.IncludesOthers))),
            $"{AudiencePath}/shared/list",
            LineJson.Context.AudiencePage,
            ct);
    }

    // Fields first, the long file last, as in LINE's examples.
    private static MultipartFormDataContent Form(Stream file, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        ArgumentNullException.ThrowIfNull(file);
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                form.Add(new StringContent(value), name);
            }
        }

        form.Add(new StreamContent(file) { Headers = { ContentType = new("text/plain") } }, "file", "audience.txt");
        return form;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Text(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(bool? value) => value is { } given ? (given ? "true" : "false") : null;
}
