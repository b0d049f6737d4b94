using System.Globalization;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Clicks;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tests.Marketing.Segments;

/// <summary>Members with every kind of past, some of it missing; the same for the same seed.</summary>
internal sealed class Crowd(int seed, BrandTime time)
{
    public static readonly string[] Tags = ["咖啡", "VIP", "o'hara \"x\""], Sources = ["qr", "門市"], Skus = ["LATTE", "CAKE", "TEA"], Categories = ["咖啡", "甜點", "茶"], Payments = ["cash", "card"], Channels = ["store", "web"];
    private readonly Random dice = new(seed);

    public List<Member> Members { get; } = [];
    public List<LineAccount> Accounts { get; } = [];
    public List<MemberTag> Worn { get; } = [];
    public List<Purchase> Purchases { get; } = [];
    public List<PointsLot> Lots { get; } = [];
    public List<Coupon> Coupons { get; } = [];
    public List<BuyerStats> Stats { get; } = [];
    public List<BuyerMove> Moves { get; } = [];
    public List<long> Campaigns { get; } = [];
    public List<Delivery> Sent { get; } = [];
    public List<CampaignClick> Clicks { get; } = [];
    public List<JourneyClick> JourneyClicks { get; } = [];
    public Dictionary<long, string> StoreCodes { get; private set; } = [];
    public Dictionary<long, string> CouponCodes { get; private set; } = [];
    public Dictionary<int, string> TierCodes { get; private set; } = [];

    public T Any<T>(IReadOnlyList<T> list) => list[dice.Next(list.Count)];
    public int Number(int most) => dice.Next(most);
    public bool Chance(double p) => dice.NextDouble() < p;

    public async Task GatherAsync(LoyaltyDb db, int count, CancellationToken ct)
    {
        db.Stores.AddRange(new Store { Code = "S1", Name = "一店" }, new Store { Code = "S2", Name = "二店" });
        await db.SaveChangesAsync(ct);
        StoreCodes = await db.Stores.ToDictionaryAsync(s => s.Id, s => s.Code, ct);
        CouponCodes = await db.CouponDefinitions.ToDictionaryAsync(d => d.Id, d => d.Code, ct);
        TierCodes = await db.Tiers.ToDictionaryAsync(t => t.Level, t => t.Code, ct);
        for (var i = 1; i <= count; i++) await AddAsync(db, i, ct);
        await db.SaveChangesAsync(ct);
        foreach (var name in new[] { "甲", "乙" }) db.Campaigns.Add(new Campaign { Name = name, Content = "{}", Audience = "{}", CreatedBy = 1, CreatedAt = time.Now });
        await db.SaveChangesAsync(ct);
        Campaigns.AddRange(await db.Campaigns.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct));
        foreach (var account in Accounts) AddPushes(db, account);
        await db.SaveChangesAsync(ct);
        await AddJourneyClicksAsync(db, ct);
    }

    private async Task AddJourneyClicksAsync(LoyaltyDb db, CancellationToken ct)
    {
        var journey = await db.Journeys.OrderBy(j => j.Id).Select(j => j.Id).FirstAsync(ct);
        foreach (var member in Members)
        {
            if (!Chance(.15)) continue;
            var at = time.Now.AddDays(-Number(60));
            var enrolment = new Enrolment { JourneyId = journey, Version = 1, MemberId = member.Id, EntryKey = "test", Node = "m1", DueAt = at, PlannedAt = at, AnchorAt = at, EnteredAt = at, State = EnrolmentState.Finished };
            db.Enrolments.Add(enrolment);
            await db.SaveChangesAsync(ct);
            var click = new JourneyClick { JourneyId = journey, EnrolmentId = enrolment.Id, Node = "m1", Visit = 1, Link = 0, MemberId = member.Id, At = at };
            db.JourneyClicks.Add(click);
            JourneyClicks.Add(click);
        }
        await db.SaveChangesAsync(ct);
    }

    private void AddPushes(LoyaltyDb db, LineAccount account)
    {
        foreach (var campaign in Campaigns)
        {
            if (Chance(.4)) continue;
            var at = time.Now.AddDays(-Number(80)).AddMinutes(-Number(1440));
            var delivery = new Delivery
            {
                RetryKey = Guid.NewGuid(), Purpose = DeliveryPurpose.Marketing, Multicast = false, Messages = "[]", Cause = "campaign", CampaignId = campaign,
                State = DeliveryState.Sent, CreatedAt = at, DueAt = at, FinishedAt = at, Recipients = [new DeliveryRecipient { LineAccountId = account.Id, MemberId = account.MemberId, State = Chance(.8) ? RecipientState.Accepted : RecipientState.Suppressed }],
            };
            db.Deliveries.Add(delivery);
            Sent.Add(delivery);
            if (!Chance(.5)) continue;
            var click = new CampaignClick { CampaignId = campaign, Link = Number(2), LineAccountId = account.Id, MemberId = account.MemberId, At = at.AddDays(Number(5)) };
            db.CampaignClicks.Add(click);
            Clicks.Add(click);
        }
    }

    private async Task AddAsync(LoyaltyDb db, int i, CancellationToken ct)
    {
        var now = time.Now;
        var member = new Member
        {
            Ref = i.ToString("x16", CultureInfo.InvariantCulture), CardNumber = i.ToString("d16", CultureInfo.InvariantCulture), Name = "會員" + i,
            JoinedAt = now.AddDays(-Number(400)).AddMinutes(-Number(1440)), MarketingOptIn = Chance(.7), Language = Chance(.8) ? "zh-TW" : "en",
            Gender = Chance(.7) ? Any([Gender.Female, Gender.Male]) : null, BirthYear = Chance(.6) ? 1960 + Number(50) : null,
            BirthMonth = Chance(.7) ? 1 + Number(12) : null, BirthDay = Chance(.6) ? 1 + Number(28) : null, JoinSource = Chance(.5) ? Any(Sources) : null,
            TierLevel = Any([.. TierCodes.Keys.Order()]), PointsBalance = Number(300), ErasedAt = Chance(.05) ? now : null,
        };
        db.Members.Add(member);
        await db.SaveChangesAsync(ct);
        Members.Add(member);
        if (Chance(.8)) Add(Accounts, new LineAccount { LineUserId = "U" + i.ToString("x32", CultureInfo.InvariantCulture), MemberId = member.Id, Friend = Chance(.8), FirstSeenAt = now });
        foreach (var tag in Tags) if (Chance(.3)) Add(Worn, new MemberTag { MemberId = member.Id, Name = tag, AddedAt = now, Source = "test", ExpiresAt = Chance(.3) ? now.AddDays(Number(10) - 5) : null });
        for (var n = Chance(.25) ? 0 : Number(12); n > 0; n--) AddPurchase(member, now);
        if (Chance(.5)) Add(Lots, new PointsLot { MemberId = member.Id, Amount = 50, Remaining = Number(50), EarnedAt = now, AvailableAt = now, ExpiresAt = Chance(.8) ? now.AddDays(Number(40) - 5) : null, Rule = "base" });
        if (Chance(.6)) AddCoupon(member, now);
        if (Chance(.6))
        {
            var first = time.Today.DayNumber - 300 + Number(200);
            Add(Stats, new BuyerStats
            {
                MemberId = member.Id, FirstDay = first, LastDay = first + Number(100), SaleDays = 1 + Number(9), Receipts = 10, Net = Number(5000),
                Recency = 1 + Number(5), Frequency = 1 + Number(5), Monetary = 1 + Number(5), Rfm = Any(Enum.GetValues<RfmSegment>()), Nes = Any(Enum.GetValues<NesState>()),
            });
        }
        if (Chance(.4)) Add(Moves, new BuyerMove { MemberId = member.Id, Day = time.Today.AddDays(-Number(20)), Score = BuyerScore.Nes, From = Any(Enum.GetNames<NesState>()), To = Any(Enum.GetNames<NesState>()) });

        void Add<T>(List<T> list, T row) where T : class
        {
            list.Add(row);
            db.Add(row);
        }

        void AddPurchase(Member buyer, DateTime at)
        {
            at = at.AddDays(-Number(200)).AddMinutes(-Number(1440));
            var day = time.DayOf(at);
            var lines = Enumerable.Range(0, 1 + Number(3)).Select(p =>
            {
                var goods = Number(Skus.Length);
                var (quantity, paid) = (1 + Number(3), 50L + Number(300));
                return new PurchaseLine { Position = p, Sku = Skus[goods], Name = "貨", Category = Categories[goods], Quantity = quantity, Amount = paid, PaidShare = paid, RefundedQuantity = Chance(.15) ? Number(quantity + 1) : 0 };
            }).ToList();
            var purchase = new Purchase
            {
                Ref = "P" + Purchases.Count, StoreId = Any([.. StoreCodes.Keys.Order()]), ReceiptNumber = "R" + Purchases.Count, MemberId = buyer.Id, OccurredAt = at, RecordedAt = at, SoldOn = day,
                Weekday = BrandTime.Weekday(day), Hour = time.Local(at).Hour, Payment = Any(Payments), Channel = Any(Channels), Total = lines.Sum(l => l.Amount), Paid = lines.Sum(l => l.PaidShare),
                Refunded = lines.Sum(l => l.PaidShare * l.RefundedQuantity / l.Quantity), WhollyReturned = lines.TrueForAll(l => l.RefundedQuantity == l.Quantity), Lines = lines,
            };
            Add(Purchases, purchase);
            if (purchase.WhollyReturned) return;
            buyer.PurchaseCount++;
            buyer.LifetimeSpend += purchase.Paid - purchase.Refunded;
            if (buyer.LastPurchaseAt is null || at > buyer.LastPurchaseAt) buyer.LastPurchaseAt = at;
        }

        void AddCoupon(Member owner, DateTime at)
        {
            var redeemed = Chance(.4);
            Add(Coupons, new Coupon
            {
                Ref = "C" + owner.Id, DefinitionId = Any([.. CouponCodes.Keys.Order()]), MemberId = owner.Id, CodeSealed = "x", CodeIndex = "x" + owner.Id, IssuedAt = at.AddDays(-Number(90)),
                ValidUntil = at.AddDays(Number(60) - 10), Reason = "test", State = redeemed ? CouponState.Redeemed : CouponState.Issued, RedeemedAt = redeemed ? at.AddDays(-Number(60)) : null,
            });
        }
    }
}
