using System.Security.Cryptography;
using Line.Messaging;
using LineLoyalty.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Takes a picture in, if LINE will take it. The same picture twice is one.</summary>
public sealed class KeepMenuImage(LoyaltyDb db, TimeProvider clock)
{
    public const int MostBytes = LineLimits.RichMenuImageBytes;

    public async Task<Outcome<KeptImage>> ExecuteAsync(byte[] file, CancellationToken ct)
    {
        if (file.Length > MostBytes) return MenuRefusals.ImageTooHeavy(file.Length);
        if (PictureFile.Read(file) is not var (contentType, width, height)) return MenuRefusals.NotAnImage;
        if (SizeProblem(width, height) is { } refusal) return refusal;
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        // Touched: a picture nobody uses yet is kept for a day.
        if (await db.MenuImages.Where(i => i.Hash == hash).ExecuteUpdateAsync(s => s.SetProperty(i => i.AddedAt, now), ct) == 0)
        {
            db.MenuImages.Add(new MenuImage { Hash = hash, ContentType = contentType, Width = width, Height = height, Bytes = file, AddedAt = now });
        }
        await unit.CommitAsync(ct);
        return new KeptImage(hash, width, height, file.Length);
    }

    internal static Refusal? SizeProblem(int width, int height) =>
        width is < LineLimits.RichMenuMinWidth or > LineLimits.RichMenuMaxWidth || height < LineLimits.RichMenuMinHeight ? MenuRefusals.ImageSize(width, height)
        : width < height * LineLimits.RichMenuMinAspect ? MenuRefusals.ImageAspect(width, height)
        : null;
}

public sealed record KeptImage(string Hash, int Width, int Height, int Bytes);

/// <summary>What the brand may not do with its menus.</summary>
public static class MenuRefusals
{
    public static readonly Refusal NotFound = new("menu.not_found", "There is no such menu.", "找不到這個選單。", StatusCodes.Status404NotFound);
    public static readonly Refusal Changed = new("menu.changed_meanwhile", "Somebody else has changed this menu; load it again.", "這個選單剛被其他人修改，請重新載入後再編輯。");
    public static readonly Refusal Invalid = new("menu.invalid", "Something in this menu is not right yet.", "選單還有需要修正的地方。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal TooMany = new("menu.too_many", $"At most {SaveMenu.MostMenus} menus.", $"最多 {SaveMenu.MostMenus} 個選單。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NotAnImage = new(
        "menu.image_unreadable", "This is not a PNG or JPEG picture, or the file is damaged.", "這不是 PNG 或 JPEG 圖片，或檔案已損壞。", StatusCodes.Status422UnprocessableEntity);

    public static Refusal ImageTooHeavy(long bytes) => new(
        "menu.image_too_heavy", $"The picture weighs {bytes / 1048576.0:0.00} MB; LINE takes 1 MB at most. Save it with stronger compression (JPEG, quality 80).",
        $"圖片大小 {bytes / 1048576.0:0.00} MB，LINE 上限為 1 MB。請壓縮後再上傳（例如存成 JPEG、品質 80）。", StatusCodes.Status422UnprocessableEntity);

    public static Refusal ImageSize(int width, int height) => new(
        "menu.image_size", $"The picture is {width} × {height}; LINE takes 800 to 2500 pixels of width and at least 250 of height. We suggest 2500 × 1686 or 2500 × 843.",
        $"圖片尺寸是 {width} × {height}，LINE 要求寬 800–2500、高至少 250 像素。建議 2500 × 1686（大）或 2500 × 843（小）。", StatusCodes.Status422UnprocessableEntity);

    public static Refusal ImageAspect(int width, int height) => new(
        "menu.image_aspect", $"The picture is {width} × {height}, too tall: width divided by height must be 1.45 or more (2500 × 1686 for example).",
        $"圖片尺寸是 {width} × {height}，比例太高：寬除以高必須至少 1.45（例如 2500 × 1686）。", StatusCodes.Status422UnprocessableEntity);
}
