using Line.Messaging.Json;
using Line.Messaging.RichMenus;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>Creates a menu; upload its image next. At most 1000 per account.</summary>
    /// <remarks>100 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-rich-menu"/>
    public Task<RichMenuIdResult> CreateRichMenuAsync(RichMenu menu, CancellationToken ct = default) =>
        GetAsync("/v2/bot/richmenu", "/v2/bot/richmenu", LineJson.Context.RichMenuIdResult, ct, HttpMethod.Post, LineApi.Json(menu, LineJson.Context.RichMenu));

    /// <summary>Asks LINE whether a menu is right; creates nothing.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#validate-rich-menu-object"/>
    public Task<LineResult> ValidateRichMenuAsync(RichMenu menu, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, "/v2/bot/richmenu/validate", "/v2/bot/richmenu/validate", LineApi.Json(menu, LineJson.Context.RichMenu), ct);

    /// <summary>One menu.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu"/>
    public Task<RichMenuResult> GetRichMenuAsync(string richMenuId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/richmenu/{Id(richMenuId)}", "/v2/bot/richmenu/{richMenuId}", LineJson.Context.RichMenuResult, ct);

    /// <summary>All menus made through the API; those of LINE's own manager are not among them.</summary>
    /// <remarks>10 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-list"/>
    public Task<RichMenuListResult> ListRichMenusAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/richmenu/list", "/v2/bot/richmenu/list", LineJson.Context.RichMenuListResult, ct);

    /// <summary>Deletes a menu; it vanishes from the users' chats.</summary>
    /// <remarks>100 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#delete-rich-menu"/>
    public Task<LineResult> DeleteRichMenuAsync(string richMenuId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Delete, $"/v2/bot/richmenu/{Id(richMenuId)}", "/v2/bot/richmenu/{richMenuId}", null, ct);

    /// <summary>Uploads a menu's image: JPEG or PNG, at most 1 MB, of the menu's size. It can never be replaced.</summary>
    /// <param name="richMenuId">The menu.</param>
    /// <param name="image">The file's bytes.</param>
    /// <param name="contentType"><c>image/png</c> or <c>image/jpeg</c>.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second; answered by the data host.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image"/>
    public async Task<LineResult> UploadRichMenuImageAsync(string richMenuId, ReadOnlyMemory<byte> image, string contentType, CancellationToken ct = default)
    {
        var content = new ReadOnlyMemoryContent(image) { Headers = { ContentType = new(contentType) } };
        var uri = _api.Data($"/v2/bot/richmenu/{Id(richMenuId)}/content");
        var call = await CallAsync(HttpMethod.Post, uri, "/v2/bot/richmenu/{richMenuId}/content", content, null, ct).ConfigureAwait(false);
        return await WithTokenAsync(call, c => _api.DoAsync(c, ct)).ConfigureAwait(false);
    }

    /// <summary>A menu's image.</summary>
    /// <remarks>2,000 per second; answered by the data host.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#download-rich-menu-image"/>
    public Task<LineContent> DownloadRichMenuImageAsync(string richMenuId, CancellationToken ct = default) =>
        DownloadAsync($"/v2/bot/richmenu/{Id(richMenuId)}/content", "/v2/bot/richmenu/{richMenuId}/content", ct);

    /// <summary>Makes a menu the default of everyone without a menu of their own; seen when the chat is opened again.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#set-default-rich-menu"/>
    public Task<LineResult> SetDefaultRichMenuAsync(string richMenuId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, $"/v2/bot/user/all/richmenu/{Id(richMenuId)}", "/v2/bot/user/all/richmenu/{richMenuId}", null, ct);

    /// <summary>The default menu's id; 404 when there is none.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-default-rich-menu-id"/>
    public Task<RichMenuIdResult> GetDefaultRichMenuIdAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/user/all/richmenu", "/v2/bot/user/all/richmenu", LineJson.Context.RichMenuIdResult, ct);

    /// <summary>Takes the default menu away.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#cancel-default-rich-menu"/>
    public Task<LineResult> ClearDefaultRichMenuAsync(CancellationToken ct = default) =>
        DoAsync(HttpMethod.Delete, "/v2/bot/user/all/richmenu", "/v2/bot/user/all/richmenu", null, ct);

    /// <summary>Gives a user a menu of their own, at once. 200 without effect for users who are not friends.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#link-rich-menu-to-user"/>
    public Task<LineResult> LinkRichMenuAsync(string userId, string richMenuId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, $"/v2/bot/user/{Id(userId)}/richmenu/{Id(richMenuId)}", "/v2/bot/user/{userId}/richmenu/{richMenuId}", null, ct);

    /// <summary>Takes a user's own menu away.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#unlink-rich-menu-from-user"/>
    public Task<LineResult> UnlinkRichMenuAsync(string userId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Delete, $"/v2/bot/user/{Id(userId)}/richmenu", "/v2/bot/user/{userId}/richmenu", null, ct);

    /// <summary>The id of a user's own menu; 404 when there is none.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-id-of-user"/>
    public Task<RichMenuIdResult> GetUserRichMenuIdAsync(string userId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/user/{Id(userId)}/richmenu", "/v2/bot/user/{userId}/richmenu", LineJson.Context.RichMenuIdResult, ct);

    /// <summary>Gives 1 to 500 users a menu; done in the background.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#link-rich-menu-to-users"/>
    public Task<LineResult> LinkRichMenusAsync(string richMenuId, IReadOnlyList<string> userIds, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, "/v2/bot/richmenu/bulk/link", "/v2/bot/richmenu/bulk/link", LineApi.Json(new(richMenuId, userIds), LineJson.Context.RichMenuBulkLink), ct);

    /// <summary>Takes the menus of 1 to 500 users away; done in the background.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#unlink-rich-menu-from-users"/>
    public Task<LineResult> UnlinkRichMenusAsync(IReadOnlyList<string> userIds, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, "/v2/bot/richmenu/bulk/unlink", "/v2/bot/richmenu/bulk/unlink", LineApi.Json(new(userIds), LineJson.Context.RichMenuBulkUnlink), ct);

    /// <summary>Creates an alias, the target of a switch action. The menu must have its image. At most 1000 per account.</summary>
    /// <param name="aliasId">1 to 32 of <c>a-z0-9_-</c>.</param>
    /// <param name="richMenuId">The menu.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias"/>
    public Task<LineResult> CreateRichMenuAliasAsync(string aliasId, string richMenuId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, "/v2/bot/richmenu/alias", "/v2/bot/richmenu/alias", LineApi.Json(new(aliasId, richMenuId), LineJson.Context.RichMenuAliasRequest), ct);

    /// <summary>Points an alias to another menu; may lag.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#update-rich-menu-alias"/>
    public Task<LineResult> UpdateRichMenuAliasAsync(string aliasId, string richMenuId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, $"/v2/bot/richmenu/alias/{Id(aliasId)}", "/v2/bot/richmenu/alias/{richMenuAliasId}", LineApi.Json(new(richMenuId), LineJson.Context.RichMenuAliasUpdate), ct);

    /// <summary>Deletes an alias.</summary>
    /// <remarks>100 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#delete-rich-menu-alias"/>
    public Task<LineResult> DeleteRichMenuAliasAsync(string aliasId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Delete, $"/v2/bot/richmenu/alias/{Id(aliasId)}", "/v2/bot/richmenu/alias/{richMenuAliasId}", null, ct);

    /// <summary>One alias.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-alias-by-id"/>
    public Task<RichMenuAliasResult> GetRichMenuAliasAsync(string aliasId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/richmenu/alias/{Id(aliasId)}", "/v2/bot/richmenu/alias/{richMenuAliasId}", LineJson.Context.RichMenuAliasResult, ct);

    /// <summary>All aliases.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-alias-list"/>
    public Task<RichMenuAliasListResult> ListRichMenuAliasesAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/richmenu/alias/list", "/v2/bot/richmenu/alias/list", LineJson.Context.RichMenuAliasListResult, ct);
}
