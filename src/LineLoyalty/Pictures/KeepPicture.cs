using System.Security.Cryptography;
using LineLoyalty.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Pictures;

/// <param name="Url">What a message says to show it.</param>
public sealed record KeptPicture(string Url, int Width, int Height);

/// <summary>Takes a picture in, if LINE will show it, and keeps it for whoever chose it. The same picture twice is one.</summary>
public sealed class KeepPicture(LoyaltyDb db, TimeProvider clock)
{
    /// <summary>What LINE takes as the picture in the list of chats; the same file serves both.</summary>
    public const int MostBytes = 1024 * 1024;
    private const int MostPixels = 4096;
    private const int Recent = 24;

    private static readonly Refusal TooHeavy = new("picture.too_heavy", "The picture weighs more than 1 MB: save it smaller.", "圖片超過 1 MB，請縮小後再上傳。", StatusCodes.Status422UnprocessableEntity);
    private static readonly Refusal Unreadable = new("picture.unreadable", "This is not a PNG or JPEG picture, or the file is damaged.", "這不是 PNG 或 JPEG 圖片，或檔案已損壞。", StatusCodes.Status422UnprocessableEntity);
    private static readonly Refusal TooLarge = new("picture.too_large", $"At most {MostPixels} pixels wide and high.", $"寬與高最多 {MostPixels} 像素。", StatusCodes.Status422UnprocessableEntity);

    public static readonly Refusal Gone = new("picture.gone", "This picture is no longer here: upload it again.", "這張圖片已被清除，請重新上傳。", StatusCodes.Status422UnprocessableEntity);

    public async Task<Outcome<KeptPicture>> ExecuteAsync(byte[] file, CancellationToken ct)
    {
        if (file.Length > MostBytes) return TooHeavy;
        if (PictureFile.Read(file) is not var (contentType, width, height) || width < 1 || height < 1) return Unreadable;
        if (width > MostPixels || height > MostPixels) return TooLarge;
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Pictures.Where(i => i.Hash == hash).ExecuteUpdateAsync(s => s.SetProperty(i => i.AddedAt, now), ct) == 0)
        {
            db.Pictures.Add(new Picture { Hash = hash, ContentType = contentType, Width = width, Height = height, Bytes = file, AddedAt = now });
        }
        await unit.CommitAsync(ct);
        return new KeptPicture(PicturePath.Of(hash, contentType), width, height);
    }

    /// <summary>
    /// To be asked before something that shows pictures is kept: each counts as chosen now. The pruning looks at that time once more as it
    /// deletes, so that whoever comes first wins and nothing is ever kept that shows a hole.
    /// </summary>
    /// <param name="text">An address, or content as JSON.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Whether all of ours are there.</returns>
    public async Task<bool> ChooseAsync(string? text, CancellationToken ct)
    {
        if (PicturePath.HashesIn(text) is not { Count: > 0 } hashes) return true;
        var now = clock.GetUtcNow().UtcDateTime;
        return await db.Pictures.Where(p => hashes.Contains(p.Hash)).ExecuteUpdateAsync(s => s.SetProperty(p => p.AddedAt, now), ct) == hashes.Count;
    }

    /// <summary>To be asked before LINE gets something that is stored nowhere here.</summary>
    /// <returns>Whether all of ours are there.</returns>
    public async Task<bool> SendAsync(string? text, CancellationToken ct)
    {
        if (PicturePath.HashesIn(text) is not { Count: > 0 } hashes) return true;
        return await db.Pictures.Where(p => hashes.Contains(p.Hash)).ExecuteUpdateAsync(s => s.SetProperty(p => p.Sent, true), ct) == hashes.Count;
    }

    /// <summary>The newest ones, to be chosen again.</summary>
    public async Task<IReadOnlyList<KeptPicture>> RecentAsync(CancellationToken ct)
    {
        var rows = await db.Pictures.OrderByDescending(p => p.AddedAt).Take(Recent).Select(p => new { p.Hash, p.ContentType, p.Width, p.Height }).ToListAsync(ct);
        return rows.ConvertAll(p => new KeptPicture(PicturePath.Of(p.Hash, p.ContentType), p.Width, p.Height));
    }
}
