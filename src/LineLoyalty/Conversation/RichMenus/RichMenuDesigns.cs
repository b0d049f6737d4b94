using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;
using LineLoyalty.Conversation.Bot;
using LineLoyalty.Conversation.Bot.Messages;
using LineLoyalty.Membership;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.RichMenus;

/// <param name="Key">E.g. <c>member.zh-TW</c>.</param>
/// <param name="Hash">Of all that is shown and all it does.</param>
internal sealed record RichMenuDesign(string Key, RichMenu Menu, byte[] Picture, string Hash);

/// <summary>The menus: one for members, one for everybody else, each in both languages and in the brand's colour.</summary>
internal sealed class RichMenuDesigns(IOptions<BrandOptions> brand, IOptions<LineOptions> line)
{
    /// <summary>Shown to whoever has no menu of their own.</summary>
    public static readonly string Default = Key(member: false, Languages.Chinese);

    private const string NameStart = "LineLoyalty ";
    private const int Width = 2500;
    private const int Row = 843;
    private static readonly int[] Columns = [0, 833, 1667, Width];

    private readonly Lazy<IReadOnlyList<RichMenuDesign>> all = new(() => [.. from member in new[] { false, true } from language in new[] { Languages.Chinese, Languages.English } select Draw(member, language, brand.Value, line.Value)]);

    public IReadOnlyList<RichMenuDesign> All => all.Value;

    public static string Key(bool member, string language) => $"{(member ? "member" : "guest")}.{language}";

    /// <summary>True for a menu made by this program, whatever its version.</summary>
    public static bool IsOurs(string name) => name.StartsWith(NameStart, StringComparison.Ordinal);

    private static RichMenuDesign Draw(bool member, string language, BrandOptions brand, LineOptions line)
    {
        var key = Key(member, language);
        var words = BotWords.In(language);
        var picture = MenuPicture.Colour(Drawing(key), brand.Color);
        var menu = new RichMenu
        {
            Size = new RichMenuSize(Width, member ? 2 * Row : Row),
            Selected = true,
            Name = NameStart + key,
            ChatBarText = words.MenuBar,
            Areas = member
                ?
                [
                    Area(0, 2, 0, new UriAction(words.Card, line.LiffLink(""))),
                    Area(2, 1, 0, Ask(BotCommand.Coupons, words.Coupons)),
                    Area(0, 1, 1, Ask(BotCommand.Points, words.Points)),
                    Area(1, 1, 1, Ask(BotCommand.History, words.History)),
                    Area(2, 1, 1, Ask(BotCommand.Help, words.Help)),
                ]
                : [Area(0, 2, 0, new UriAction(words.Join, line.LiffLink("join?src=menu"))), Area(2, 1, 0, Ask(BotCommand.Help, words.Help))],
        };
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(JsonSerializer.Serialize(menu)), .. picture]);
        return new RichMenuDesign(key, menu, picture, Convert.ToHexStringLower(hash));
    }

    private static RichMenuArea Area(int column, int columns, int row, LineAction action) =>
        new(new RichMenuBounds(Columns[column], row * Row, Columns[column + columns] - Columns[column], Row), action);

    private static PostbackAction Ask(BotCommand command, string label) => new(label, BotCommands.Postback(command)) { DisplayText = label };

    private static byte[] Drawing(string key)
    {
        using var stream = typeof(RichMenuDesigns).Assembly.GetManifestResourceStream($"richmenu.{key}.png")
            ?? throw new InvalidOperationException($"The drawing of the rich menu {key} is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
