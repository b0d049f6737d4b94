using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Pos;

/// <summary>What the POS API refuses before a feature is asked.</summary>
public static class PosRefusals
{
    public static readonly Refusal KeyInvalid = new("pos.key_invalid",
        "Send a live POS key: Authorization: Bearer pos_…", "POS 金鑰無效、已過期或已撤銷。", StatusCodes.Status401Unauthorized);
    public static readonly Refusal ScopeMissing = new("pos.scope_missing",
        "This key may not do that.", "此 POS 金鑰沒有這項權限。", StatusCodes.Status403Forbidden);
    public static readonly Refusal StoreForbidden = new("pos.store_forbidden",
        "This key may not act for that store.", "此 POS 金鑰不可用於該門市。", StatusCodes.Status403Forbidden);
    public static readonly Refusal ForeignOrigin = new("pos.foreign_origin",
        "A call with the till's cookie must come from the till's own page.", "請從收銀頁面操作。", StatusCodes.Status403Forbidden);
    public static readonly Refusal TooManyRequests = new("pos.too_many_requests",
        "Too many requests; please wait a moment.", "操作太頻繁，請稍後再試。", StatusCodes.Status429TooManyRequests);

    public static readonly Refusal IdempotencyKeyRequired = new("idempotency.key_required",
        "Send an Idempotency-Key header: a new one for each new action, the same one for each retry.",
        "請於標頭傳送 Idempotency-Key：新操作用新值，重試沿用同值。", StatusCodes.Status400BadRequest);
    public static readonly Refusal IdempotencyKeyInvalid = new("idempotency.key_invalid",
        "An Idempotency-Key has 1 to 100 printable ASCII characters.", "Idempotency-Key 須為 1 到 100 個可見的 ASCII 字元。", StatusCodes.Status400BadRequest);
    public static readonly Refusal IdempotencyKeyReused = new("idempotency.key_reused",
        "This Idempotency-Key was used for a different request.", "此 Idempotency-Key 已用於另一筆不同的請求。", StatusCodes.Status422UnprocessableEntity);

    public static readonly Refusal NameInvalid = new("pos_key.name_invalid",
        "A key needs a name of 1 to 60 characters.", "金鑰名稱需為 1 到 60 個字。", StatusCodes.Status400BadRequest);
    public static readonly Refusal ScopesInvalid = new("pos_key.scopes_invalid",
        "Scopes are some of: members purchases refunds coupons adjust.", "權限須為 members purchases refunds coupons adjust 之中的項目。", StatusCodes.Status400BadRequest);
    public static readonly Refusal StoresInvalid = new("pos_key.stores_invalid",
        "There is no store with that code.", "查無此門市代號。", StatusCodes.Status400BadRequest);
    public static readonly Refusal LifeInvalid = new("pos_key.life_invalid",
        "A key lives between a minute and 365 days.", "金鑰效期須介於 1 分鐘與 365 天之間。", StatusCodes.Status400BadRequest);
    public static readonly Refusal KeyUnknown = new("pos_key.unknown",
        "There is no live key with that id.", "查無此金鑰，或金鑰已撤銷。", StatusCodes.Status404NotFound);
}
