using System.Collections.Concurrent;
using System.Security.Cryptography;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>The pictures a menu can name: those the program brings along, in the brand's colour, and those people added.</summary>
public sealed class MenuPictures(LoyaltyDb db, IOptions<BrandOptions> brand)
{
    private const string ShippedStart = "shipped:";
    private static readonly string[] Shipped = ["guest.zh-TW", "guest.en", "member.zh-TW", "member.en"];
    private static readonly ConcurrentDictionary<(string Name, string Colour), byte[]> Drawn = new();

    public static string ShippedKey(string name) => ShippedStart + name;

    public static bool IsShipped(string picture) => ShippedName(picture) is not null;

    /// <summary>Null when there is no such picture.</summary>
    public async Task<(byte[] Bytes, string ContentType)?> ReadAsync(string picture, CancellationToken ct)
    {
        if (ShippedName(picture) is { } name) return (Colour(name), PictureFile.Png);
        var kept = await db.MenuImages.AsNoTracking().Where(i => i.Hash == picture).Select(i => new { i.Bytes, i.ContentType }).FirstOrDefaultAsync(ct);
        return kept is null ? null : (kept.Bytes, kept.ContentType);
    }

    /// <summary>Null when there is no such picture.</summary>
    public async Task<(int Width, int Height)?> SizeAsync(string picture, CancellationToken ct)
    {
        if (ShippedName(picture) is { } name) return PictureFile.Read(Colour(name)) is var (_, width, height) ? (width, height) : null;
        var kept = await db.MenuImages.Where(i => i.Hash == picture).Select(i => new { i.Width, i.Height }).FirstOrDefaultAsync(ct);
        return kept is null ? null : (kept.Width, kept.Height);
    }

    /// <summary>Changes when the picture does; a shipped one also with the brand's colour.</summary>
    public string ContentKey(string picture) => ShippedName(picture) is { } name ? Convert.ToHexStringLower(SHA256.HashData(Colour(name))) : picture;

    private byte[] Colour(string name) => Drawn.GetOrAdd((name, brand.Value.Color), k => MenuPicture.Colour(Drawing(k.Name), k.Colour));

    private static string? ShippedName(string picture) =>
        picture.StartsWith(ShippedStart, StringComparison.Ordinal) && picture[ShippedStart.Length..] is var name && Shipped.Contains(name) ? name : null;

    private static byte[] Drawing(string name)
    {
        using var stream = typeof(MenuPictures).Assembly.GetManifestResourceStream($"richmenu.{name}.png")
            ?? throw new InvalidOperationException($"The drawing of the rich menu {name} is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
