using LineLoyalty.Conversation.Bot.Messages;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Gives a fresh database a menu for members and one for everybody else. From then on they are the brand's to change or delete.</summary>
public sealed class SeedMenus(LoyaltyDb db, TimeProvider clock)
{
    private const string Seeded = "menus.seeded";
    private const int Width = 2500;
    private const int Row = 843;
    private static readonly int[] Columns = [0, 833, 1667, Width];

    public async Task ExecuteAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Settings.AnyAsync(s => s.Key == Seeded, ct)) return;
        var now = clock.GetUtcNow().UtcDateTime;
        db.Menus.AddRange(New("會員選單", 1, ForMembers(), now), New("訪客選單", 2, ForGuests(), now));
        db.Settings.Add(new Setting { Key = Seeded, Value = "1" });
        await unit.CommitAsync(ct);
    }

    private static Menu New(string name, int rank, MenuContent content, DateTime now)
    {
        var json = content.ToJson();
        return new Menu { Name = name, Rank = rank, Draft = json, Live = json, LiveAt = now, CreatedAt = now };
    }

    private static MenuContent ForMembers() => new()
    {
        Audience = new MenuAudience { Who = MenuReaders.Members },
        Tabs =
        [
            Tab("member", 2,
            [
                Area(0, 2, 0, MenuActionKind.Page, "card", w => w.Card),
                Area(2, 1, 0, MenuActionKind.Ask, "coupons", w => w.Coupons),
                Area(0, 1, 1, MenuActionKind.Ask, "points", w => w.Points),
                Area(1, 1, 1, MenuActionKind.Ask, "history", w => w.History),
                Area(2, 1, 1, MenuActionKind.Ask, "help", w => w.Help),
            ]),
        ],
    };

    private static MenuContent ForGuests() => new()
    {
        Audience = new MenuAudience { Who = MenuReaders.Guests },
        Tabs = [Tab("guest", 1, [Area(0, 2, 0, MenuActionKind.Page, MenuPages.Join, w => w.Join), Area(2, 1, 0, MenuActionKind.Ask, "help", w => w.Help)])],
    };

    private static MenuTab Tab(string drawing, int rows, IReadOnlyList<MenuArea> areas) => new()
    {
        Id = "a", Width = Width, Height = rows * Row, Areas = areas,
        Chinese = new MenuFace { Picture = MenuPictures.ShippedKey($"{drawing}.{Languages.Chinese}"), BarText = BotWords.Chinese.MenuBar },
        English = new MenuFace { Picture = MenuPictures.ShippedKey($"{drawing}.{Languages.English}"), BarText = BotWords.English.MenuBar },
    };

    private static MenuArea Area(int column, int columns, int row, MenuActionKind kind, string value, Func<BotWords, string> label) => new(
        Columns[column], row * Row, Columns[column + columns] - Columns[column], Row,
        new MenuAction(kind, value, Label: label(BotWords.Chinese), LabelEn: label(BotWords.English)));
}
