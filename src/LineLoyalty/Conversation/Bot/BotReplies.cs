using Line.Messaging.Messages;
using LineLoyalty.Conversation.Bot.Messages;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Bot;

/// <summary>What the bot says to what, with the person's own figures in it.</summary>
internal sealed class BotReplies(
    LoyaltyDb db, BrandTime time, IOptions<BrandOptions> brand, IOptions<LineOptions> line, ReadPointsProgramme programmes, ReadCard cards, ReadCoupons coupons,
    AnnounceDefault announce, ReadAccount account, ReadTiers tiers, ReadStamps stamps, ReadMissions missions)
{
    private const int RecentPurchases = 5;

    public async Task<IReadOnlyList<Message>> WelcomeAsync(Person person, CancellationToken ct)
    {
        var style = Style(person);
        if (person.MemberId is { } memberId && await cards.ExecuteAsync(memberId, ct) is { } card)
        {
            return [new TextMessage(style.Words.WelcomeBack(card.Name, style.BrandName)), CardMessages.Card(style, card)];
        }
        return [GreetingMessages.Greeting(style, await BenefitsAsync(style, ct))];
    }

    public async Task<IReadOnlyList<Message>> OnAsync(BotCommand command, Person person, CancellationToken ct)
    {
        var style = Style(person);
        if (command == BotCommand.Help) return [HelpMessages.Help(style, person.MemberId is not null)];
        if (person.MemberId is not { } memberId || await cards.ExecuteAsync(memberId, ct) is not { } card) return [GreetingMessages.Invitation(style)];
        return command switch
        {
            BotCommand.Points => [PointsMessages.Balance(style, card.Points, await account.LatestAsync(memberId, style, ct), await BasicRateAsync(ct) is { } rate ? style.Words.PointsHint(rate.Amount, rate.Points) : "")],
            BotCommand.Coupons => [CouponMessages.Wallet(style, [.. (await coupons.OfAsync(memberId, ct)).Where(c => c.State == "usable")])],
            BotCommand.Stamps => [StampMessages.Cards(style, await stamps.ExecuteAsync(memberId, ct))],
            BotCommand.Missions => [MissionMessages.List(style, await missions.ExecuteAsync(memberId, ct))],
            BotCommand.History => [HistoryMessages.Recent(style, await RecentAsync(memberId, style, ct))],
            BotCommand.Tier => [TierMessages.Level(style, card.Tier, await tiers.ExecuteAsync(memberId, ct))],
            BotCommand.Expiry => [ExpiryMessages.Soon(style, await account.ExpiringAsync(memberId, style, ct))],
            BotCommand.Notices => [NoticeMessages.Show(style, await NoticesOfAsync(memberId, ct), changed: false)],
            _ when Chosen(command) is { } chosen => [NoticeMessages.Show(style, chosen, changed: true)],
            _ => [CardMessages.Card(style, card)],
        };
    }

    /// <summary>What a command chooses to be told; null for other commands.</summary>
    public static AnnounceLevel? Chosen(BotCommand command) => command switch
    {
        BotCommand.NotifyEvery => AnnounceLevel.Every,
        BotCommand.NotifyImportant => AnnounceLevel.Important,
        BotCommand.NotifyNothing => AnnounceLevel.None,
        _ => null,
    };

    private async Task<AnnounceLevel> NoticesOfAsync(long memberId, CancellationToken ct) =>
        await db.Members.Where(m => m.Id == memberId).Select(m => m.Announce).SingleAsync(ct) ?? await announce.ReadAsync(ct);

    public IReadOnlyList<Message> NotUnderstood(Person person) => [HelpMessages.NotUnderstood(Style(person), person.MemberId is not null)];

    public IReadOnlyList<Message> Hint(Person person) => [HelpMessages.Hint(Style(person), person.MemberId is not null)];

    private async Task<RateEffect?> BasicRateAsync(CancellationToken ct) => (await programmes.AtAsync(time.Now, ct)).BasicRate;

    private BotStyle Style(Person person) => new(brand.Value, time, line.Value, person.Language);

    private async Task<List<string>> BenefitsAsync(BotStyle style, CancellationToken ct)
    {
        var codes = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active && (d.Code == "welcome" || d.Code == "birthday")).ToListAsync(ct);
        List<string> benefits = [];
        if (codes.Find(d => d.Code == "welcome") is { } welcome) benefits.Add(style.Words.BenefitCoupon(style.English && welcome.TitleEn.Length > 0 ? welcome.TitleEn : welcome.Title));
        if (await BasicRateAsync(ct) is { } rate) benefits.Add(style.Words.BenefitPoints(rate.Amount, rate.Points));
        if (codes.Exists(d => d.Code == "birthday")) benefits.Add(style.Words.BenefitBirthday);
        return benefits;
    }

    private async Task<List<RecentPurchase>> RecentAsync(long memberId, BotStyle style, CancellationToken ct)
    {
        var recent = await db.Purchases.AsNoTracking().Where(p => p.MemberId == memberId).OrderByDescending(p => p.OccurredAt).ThenByDescending(p => p.Id).Take(RecentPurchases)
            .Select(p => new
            {
                p.OccurredAt, p.Paid, p.Refunded, p.PointsEarned, p.WhollyReturned,
                Store = db.Stores.First(s => s.Id == p.StoreId),
                Items = p.Lines.OrderBy(l => l.Position).Select(l => l.Name).ToList(),
                TakenBack = db.Refunds.Where(r => r.PurchaseId == p.Id).Sum(r => r.PointsTakenBack),
            }).ToListAsync(ct);
        return [.. recent.Select(p => new RecentPurchase(
            p.OccurredAt, style.English && p.Store.NameEn.Length > 0 ? p.Store.NameEn : p.Store.Name, p.Items,
            p.WhollyReturned ? p.Paid : p.Paid - p.Refunded, p.PointsEarned - p.TakenBack, p.WhollyReturned))];
    }
}
