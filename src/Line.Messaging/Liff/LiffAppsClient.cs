using Line.Messaging.Json;
using Line.Messaging.Tokens;

namespace Line.Messaging.Liff;

/// <summary>
/// LINE's LIFF server API for one LINE Login channel: one method is one HTTP call. Failures and tokens as in <see cref="LineMessagingClient"/>,
/// but the token is the Login channel's: stateless or short-lived.
/// </summary>
/// <seealso href="https://developers.line.biz/en/reference/liff-server/"/>
public sealed class LiffAppsClient
{
    private const string Path = "/liff/v1/apps";

    private readonly AuthorizedApi _api;

    /// <summary>A client for one LINE Login channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>.</param>
    /// <param name="tokens">Tokens of the Login channel.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    public LiffAppsClient(HttpClient http, IChannelTokenSource tokens, LineClientOptions? options = null) => _api = new(http, tokens, options);

    /// <summary>Adds a LIFF app to the channel; at most 30.</summary>
    /// <remarks>Rate undisclosed. 400 for a wrong one and for the 31st.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/liff-server/#add-liff-app"/>
    public Task<LiffIdResult> AddAsync(LiffAppRequest app, CancellationToken ct = default) =>
        _api.GetAsync(HttpMethod.Post, Path, Path, LineApi.Json(app, LineJson.Context.LiffAppRequest), LineJson.Context.LiffIdResult, ct);

    /// <summary>All LIFF apps of the channel.</summary>
    /// <remarks>Rate undisclosed. 404 when there is none.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/liff-server/#get-all-liff-apps"/>
    public Task<LiffAppList> ListAsync(CancellationToken ct = default) =>
        _api.GetAsync(HttpMethod.Get, Path, Path, null, LineJson.Context.LiffAppList, ct);

    /// <summary>Changes the given parts of a LIFF app.</summary>
    /// <remarks>Rate undisclosed. 404 for an unknown one.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/liff-server/#update-liff-app"/>
    public Task<LineResult> UpdateAsync(string liffId, LiffAppUpdate change, CancellationToken ct = default) =>
        _api.DoAsync(HttpMethod.Put, $"{Path}/{AuthorizedApi.Id(liffId)}", $"{Path}/{{liffId}}", LineApi.Json(change, LineJson.Context.LiffAppUpdate), ct);

    /// <summary>Deletes a LIFF app; its links stop working.</summary>
    /// <remarks>Rate undisclosed. 404 for an unknown one.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/liff-server/#delete-liff-app"/>
    public Task<LineResult> DeleteAsync(string liffId, CancellationToken ct = default) =>
        _api.DoAsync(HttpMethod.Delete, $"{Path}/{AuthorizedApi.Id(liffId)}", $"{Path}/{{liffId}}", null, ct);
}
