using System.Buffers.Binary;
using System.IO.Compression;
using Line.Messaging;
using Line.Messaging.RichMenus;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Conversation.RichMenus;

/// <summary>A brand's menus in a test: kept and published as the marketer does, and what LINE holds of them.</summary>
internal static class Menus
{
    public static readonly (string Key, string Value)[] Quick = [("RichMenus:KeepReplaced", "00:00:00"), ("RichMenus:WatchEvery", "00:00:00.2"), ("RichMenus:LookEvery", "00:00:01")];

    /// <summary>A one-colour picture; another <paramref name="shade"/> is another picture.</summary>
    public static byte[] Png(int width = 2500, int height = 1686, byte shade = 200, int padding = 0)
    {
        var lines = new byte[(width + 1) * height];
        lines.AsSpan().Fill(shade);
        for (var y = 0; y < height; y++) lines[y * (width + 1)] = 0;
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(lines);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. padding > 0 ? Chunk("teXt"u8, new byte[padding]) : [], .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] body)
    {
        var chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        kind.CopyTo(chunk.AsSpan(4));
        body.CopyTo(chunk.AsSpan(8));
        var crc = uint.MaxValue;
        foreach (var b in chunk.AsSpan(4, body.Length + 4))
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), ~crc);
        return chunk;
    }

    public static Task<string> PictureAsync(TestApp app, byte shade = 200, int height = 1686) => app.InScopeAsync(async s =>
        (await s.GetRequiredService<KeepMenuImage>().ExecuteAsync(Png(height: height, shade: shade), CancellationToken.None)).Value!.Hash);

    /// <summary>One tab, one area that says <paramref name="word"/>.</summary>
    public static async Task<MenuContent> SayingAsync(TestApp app, string word, MenuAudience audience, byte shade = 200) => new()
    {
        Audience = audience,
        Tabs = [new MenuTab { Id = "a", Name = "一", Width = 2500, Height = 1686, Chinese = new MenuFace { Picture = await PictureAsync(app, shade), BarText = "選單" }, Areas = [Area(new MenuAction(MenuActionKind.Message, word, Label: word))] }],
    };

    public static MenuArea Area(MenuAction action, int x = 0) => new(x, 0, 1000, 1000, action);

    public static Task<long> SaveAsync(TestApp app, string name, MenuContent content, long? id = null) => app.InScopeAsync(async s =>
        (await s.GetRequiredService<SaveMenu>().ExecuteAsync(new MenuDraft(id, null, name, content), CancellationToken.None)).Value!.Id);

    /// <summary>Saved, first in order, and published.</summary>
    public static async Task<long> PublishAsync(TestApp app, string name, MenuContent content, long? id = null)
    {
        var menuId = await SaveAsync(app, name, content, id);
        await app.InScopeAsync(async s =>
        {
            for (var i = 0; i < 5; i++) await s.GetRequiredService<ArrangeMenus>().MoveAsync(menuId, up: true, CancellationToken.None);
            var outcome = await s.GetRequiredService<PublishMenu>().ExecuteAsync(menuId, CancellationToken.None);
            return outcome.Succeeded(out _, out var refusal) ? 0 : throw new InvalidOperationException(refusal.Code + " " + string.Join(" ", (refusal.Facts.GetValueOrDefault("errors") as IEnumerable<MenuProblem> ?? []).Select(p => p.English)));
        });
        return menuId;
    }

    public static Task TakenAsync(TestApp app) => TestApp.EventuallyAsync(
        async () => (await app.DbAsync(db => db.Menus.AsNoTracking().ToListAsync())).TrueForAll(m => m.State is MenuState.On or MenuState.Off) && await DefaultAsync(app) is not null ? "taken" : null, "LINE has the menus");

    public static Task<string> SeesAsync(Chat chat, string wanted) => TestApp.EventuallyAsync(
        async () => await chat.MenuAsync() is { } menu && menu.GetProperty("areas").GetRawText() is var areas && System.Text.RegularExpressions.Regex.Unescape(areas).Contains(wanted, StringComparison.Ordinal) ? areas : null, $"a menu with {wanted}");

    public static async Task<List<RichMenuResult>> OnLineAsync(TestApp app) => [.. (await app.InScopeAsync(s => s.GetRequiredService<LineMessagingClient>().ListRichMenusAsync())).RichMenus];

    public static async Task<List<string>> IdsAsync(TestApp app) => [.. (await OnLineAsync(app)).Select(m => m.RichMenuId)];

    public static async Task<string?> DefaultAsync(TestApp app)
    {
        try
        {
            return (await app.InScopeAsync(s => s.GetRequiredService<LineMessagingClient>().GetDefaultRichMenuIdAsync())).RichMenuId;
        }
        catch (LineApiException)
        {
            return null;
        }
    }

    /// <summary>One run of the publisher, while the worker is switched off.</summary>
    public static Task<bool> RunPublisherAsync(TestApp app) => app.InScopeAsync(s => s.GetRequiredService<PublishRichMenus>().ExecuteAsync(CancellationToken.None));

    public static Task<int> RunFitAndRemoveAsync(TestApp app) => app.InScopeAsync(async s =>
    {
        await s.GetRequiredService<FitRichMenus>().ExecuteAsync(null, CancellationToken.None);
        await s.GetRequiredService<RemoveRichMenus>().ExecuteAsync(CancellationToken.None);
        return 0;
    });
}
