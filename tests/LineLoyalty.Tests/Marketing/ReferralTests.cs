using System.Net;
using System.Text.Json;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Scheduling;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.Rewards.Points;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

/// <summary>Members bring friends: who counts, when both get their gifts, and when they lose them again.</summary>
public sealed class ReferralTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_get_their_gifts_once_the_friends_first_sale_can_no_longer_be_returned()
    {
        await using var app = await OpenAsync();
        await app.DecideAsync("bring", new EarningDefinition { Event = EarningEvent.Referral, Effect = new BonusEffect(100) });
        var (inviter, code) = await InviterAsync(app);
        using var page = inviter;
        using var friend = await JoinAsync(app, "0912000002", "林好友", code);
        await RunAsync(app);
        Assert.Equal("joined", await StateAsync(inviter));
        Assert.Equal(NoteReferral.Source, await app.DbAsync(db => db.Members.Where(m => m.Name == "林好友").Select(m => m.JoinSource).SingleAsync(Ct)));

        await SellAsync(app, "林好友", 199);
        await RunAsync(app);
        Assert.Equal("joined", await StateAsync(inviter));
        await SellAsync(app, "林好友", 200);
        await RunAsync(app);
        Assert.Equal("bought", await StateAsync(inviter));
        Assert.Equal(0, await GiftsAsync(app));
        app.Clock.Set(new DateTimeOffset(2026, 3, 17, 23, 59, 0, TimeSpan.FromHours(8)));
        await LookAsync(app);
        Assert.Equal(0, await GiftsAsync(app));

        app.Clock.Set(new DateTimeOffset(2026, 3, 18, 0, 0, 0, TimeSpan.FromHours(8)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.InScopeAsync(async s =>
        {
            await s.GetRequiredService<RunDueSchedules>().ExecuteAsync(Ct);
            return 0;
        })));
        await RunAsync(app);
        Assert.Equal("rewarded", await StateAsync(inviter));
        var gifts = await app.DbAsync(db => db.Coupons.Where(c => c.Reason == "referral").OrderBy(c => c.IssueKey).Select(c => new { c.Definition.Code, Name = db.Members.First(m => m.Id == c.MemberId).Name }).ToListAsync(Ct));
        Assert.Equal(["reactivation60 林好友", "reactivation90 王小明"], gifts.Select(g => $"{g.Code} {g.Name}"));
        Assert.Equal(100, await app.DbAsync(db => db.PointsGrants.Where(g => g.Key.StartsWith("referral:")).SumAsync(g => g.Points, Ct)));
        Assert.Contains("data-state=\"Rewarded\"", await (await BackOffice.SignedInAsync(app, name: "looker")).ReadAsync("/admin/referrals"), StringComparison.Ordinal);

        // Returned after all: unused gifts and the points go back.
        await RefundAsync(app, 200);
        await RunAsync(app);
        Assert.Equal("ended", await StateAsync(inviter));
        Assert.Equal(2, await app.DbAsync(db => db.Coupons.CountAsync(c => c.Reason == "referral" && c.State == CouponState.Revoked, Ct)));
        Assert.Equal(0, await app.DbAsync(db => db.Members.Where(m => m.Name == "王小明").Select(m => m.PointsBalance).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Points_for_a_friend_go_back_even_when_they_are_spent_and_others_still_wait()
    {
        await using var app = await OpenAsync(waitDays: 0);
        await app.DecideAsync("bring", new EarningDefinition { Event = EarningEvent.Referral, Effect = new BonusEffect(100) });
        var (inviter, code) = await InviterAsync(app);
        using var page = inviter;
        using var friend = await JoinAsync(app, "0912000002", "林好友", code);
        await SellAsync(app, "林好友", 200);
        await RunAsync(app);
        await RunAsync(app);
        Assert.Equal(("rewarded", 100L), (await StateAsync(inviter), await PointsAsync(app)));
        await app.InScopeAsync(async s =>
        {
            var member = await s.GetRequiredService<LineLoyalty.Data.LoyaltyDb>().Members.Where(m => m.Name == "王小明").Select(m => new { m.Id, m.Ref }).SingleAsync(Ct);
            Assert.True((await s.GetRequiredService<GivePoints>().AdjustAsync(member.Id, -100, "測試", "spent", null, null, Ct)).Succeeded(out _, out _));
            var sale = new Sale
            {
                StoreCode = "S1", ReceiptNumber = "WEB1", OccurredAt = app.Clock.Now, Payment = "card", Channel = SalesChannels.Web, MemberRef = member.Ref, Lines = [new SoldLine(null, "豆子", null, 1, 700, 700)],
            };
            Assert.True((await s.GetRequiredService<RecordPurchase>().ExecuteAsync(sale, Ct)).Succeeded(out _, out var refusal), refusal?.Code);
            return 0;
        });
        Assert.Equal(70, await PointsAsync(app));

        await RefundAsync(app, 200);
        await RunAsync(app);
        Assert.Equal(("ended", -30L), (await StateAsync(inviter), await PointsAsync(app)));
        // A level no longer counts them on the day they had been given.
        Assert.Equal(1, await app.DbAsync(db => db.PointsEntries.CountAsync(e => e.Kind == PointsEntryKind.TakeBack && db.PointsEntries.Any(g => g.Kind == PointsEntryKind.Earn && g.Reason == e.Reason && g.At == e.EarnedAt && g.At < e.At), Ct)));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    private static Task<long> PointsAsync(TestApp app) => app.DbAsync(db => db.Members.Where(m => m.Name == "王小明").Select(m => m.PointsBalance).SingleAsync(Ct));

    [Fact]
    public async Task A_sale_returned_in_time_counts_for_nothing_and_the_next_one_may()
    {
        await using var app = await OpenAsync();
        var (inviter, code) = await InviterAsync(app);
        using var page = inviter;
        using var friend = await JoinAsync(app, "0912000002", "林好友", code);
        await SellAsync(app, "林好友", 300);
        await RunAsync(app);
        await RefundAsync(app, 300);
        await RunAsync(app);
        Assert.Equal("joined", await StateAsync(inviter));
        app.Clock.Set(new DateTimeOffset(2026, 4, 1, 10, 0, 0, TimeSpan.FromHours(8)));
        await SellAsync(app, "林好友", 400);
        await RunAsync(app);
        app.Clock.Set(new DateTimeOffset(2026, 4, 9, 10, 0, 0, TimeSpan.FromHours(8)));
        await RunAsync(app);
        Assert.Equal(("rewarded", 2), (await StateAsync(inviter), await GiftsAsync(app)));
    }

    [Fact]
    public async Task A_voucher_that_is_paid_back_does_not_count_as_the_friends_first_sale()
    {
        await using var app = await OpenAsync(waitDays: 0);
        var kind = await Kinds.SaveAsync(app, CouponKind.Deposit, rules: new CouponRules { Uses = 10, Paid = new PaidTerms(500, "信託專戶", "某銀行", FeePercent: 0) }, also: d => (d.ProductSku, d.SoldSku) = ("LATTE", "TENCUPS"));
        var (inviter, code) = await InviterAsync(app);
        using var page = inviter;
        using var friend = await JoinAsync(app, "0912000002", "林好友", code);
        await SellAsync(app, "林好友", 500, "TENCUPS");
        await PayBackAsync();
        await RunAsync(app);
        Assert.Equal("joined", await StateAsync(inviter));
        await SellAsync(app, "林好友", 600, "TENCUPS");
        await RunAsync(app);
        await RunAsync(app);
        Assert.Equal("rewarded", await StateAsync(inviter));
        await PayBackAsync();
        await RunAsync(app);
        Assert.Equal("ended", await StateAsync(inviter));

        Task<int> PayBackAsync() => app.InScopeAsync(async s =>
        {
            var voucher = await s.GetRequiredService<LineLoyalty.Data.LoyaltyDb>().Coupons.SingleAsync(c => c.DefinitionId == kind.Id && c.State == CouponState.Issued, Ct);
            Assert.True((await s.GetRequiredService<RefundVoucher>().ExecuteAsync(voucher, new VoucherDesk("退費"), Ct)).Succeeded(out _, out var refusal), refusal?.Code);
            return 0;
        });
    }

    [Fact]
    public async Task Nobody_brings_themselves_and_a_month_has_its_limit()
    {
        await using var app = await OpenAsync(mostPerMonth: 1, waitDays: 0);
        var (inviter, code) = await InviterAsync(app);
        using var page = inviter;
        // The same phone with another LINE account: its browser has shown the invitation.
        using var twin = await LiffPage.OnSameDeviceAsync(inviter, "分身");
        using (var joined = await twin.JoinAsync("0912000003", "分身", source: "ref-" + code)) Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        Assert.Equal((ReferralState.Refused, ReferralReasons.SameDevice), await app.DbAsync(async db => await db.Referrals.Select(r => new { r.State, r.Reason }).SingleAsync(Ct) is var one ? (one.State, one.Reason) : default));

        using var first = await JoinAsync(app, "0912000004", "第一位", code);
        using var second = await JoinAsync(app, "0912000005", "第二位", code);
        using var unknown = await JoinAsync(app, "0912000006", "亂碼", "nonsense");
        foreach (var name in new[] { "分身", "第一位", "第二位", "亂碼" }) await SellAsync(app, name, 500);
        await RunAsync(app);
        await RunAsync(app);
        var gifts = await app.DbAsync(db => db.Coupons.Where(c => c.Reason == "referral").OrderBy(c => c.Id).Select(c => db.Members.First(m => m.Id == c.MemberId).Name).ToListAsync(Ct));
        Assert.Equal(["王小明", "第一位", "第二位"], gifts.Order(StringComparer.Ordinal));
        Assert.Equal(1, await app.DbAsync(db => db.Referrals.CountAsync(r => r.Reason == ReferralReasons.MonthLimit, Ct)));
    }

    [Fact]
    public async Task Friends_of_ones_own_family_bring_nothing_and_too_many_at_once_wait_for_somebody_who_looks()
    {
        await using var app = await OpenAsync(waitDays: 0);
        var (inviter, code) = await InviterAsync(app);
        using var page = inviter;
        for (var i = 0; i < 7; i++) (await JoinAsync(app, $"091200001{i}", $"好友{i}", code)).Dispose();
        await app.DbAsync(async db =>
        {
            var ids = await db.Members.Where(m => m.Name == "王小明" || m.Name == "好友0").OrderBy(m => m.Id).Select(m => m.Id).ToListAsync(Ct);
            var family = new LineLoyalty.Rewards.Points.Families.Family { OwnerId = ids[0], CreatedAt = app.Clock.Now };
            db.Families.Add(family);
            db.FamilyMembers.AddRange(ids.Select(id => new LineLoyalty.Rewards.Points.Families.FamilyMember { FamilyId = 0, Family = family, MemberId = id, JoinedAt = app.Clock.Now }));
            return await db.SaveChangesAsync(Ct);
        });
        for (var i = 0; i < 7; i++) await SellAsync(app, $"好友{i}", 500);
        await RunAsync(app);
        await RunAsync(app);
        var states = await app.DbAsync(db => db.Referrals.OrderBy(r => r.Id).Select(r => $"{r.State} {r.Reason}").ToListAsync(Ct));
        Assert.Equal(["Refused same_family", "Rewarded ", "Rewarded ", "Rewarded ", "Rewarded ", "Bought too_fast", "Bought too_fast"], states);

        using var browser = await BackOffice.SignedInAsync(app, name: "looker");
        Assert.Contains("一小時內超過 5 位好友加入，請先確認", await browser.ReadAsync("/admin/referrals"), StringComparison.Ordinal);
        var last = await app.DbAsync(db => db.Referrals.MaxAsync(r => r.Id, Ct));
        using var released = await browser.SubmitAsync("/admin/referrals", "/admin/referrals?handler=Release", ("id", $"{last}"));
        using var refused = await browser.SubmitAsync("/admin/referrals", "/admin/referrals?handler=Refuse", ("id", $"{last - 1}"));
        await RunAsync(app);
        Assert.Equal(["Refused staff", "Rewarded "], (await app.DbAsync(db => db.Referrals.OrderBy(r => r.Id).Select(r => $"{r.State} {r.Reason}").ToListAsync(Ct)))[5..]);
    }

    [Fact]
    public async Task It_is_off_until_a_marketer_switches_it_on()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        var (page, _) = await LiffPage.JoinedAsync(app, "0912000001");
        using var inviter = page;
        var view = await inviter.ReadAsync("referral");
        Assert.Equal((false, JsonValueKind.Null), (view.GetProperty("enabled").GetBoolean(), view.GetProperty("link").ValueKind));
        using var browser = await BackOffice.SignedInAsync(app);
        using var wrong = await browser.SubmitAsync("/admin/referrals", "/admin/referrals", ("Form.MinimumSpend", "0"), ("Form.WaitDays", "99"), ("Form.FriendCoupon", "nope"), ("Form.Enabled", "true"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.False((await inviter.ReadAsync("referral")).GetProperty("enabled").GetBoolean());
    }

    private static async Task<TestApp> OpenAsync(int mostPerMonth = 10, int waitDays = 7)
    {
        var app = await TestApp.StartAsync([("Scheduling:Enabled", "false"), ("Programmes:Reactivation:Enabled", "false")]);
        await app.DbAsync(db => db.Stores.Add(new Store { Code = "S1", Name = "一號店" }).Context.SaveChangesAsync(Ct));
        using var browser = await BackOffice.SignedInAsync(app);
        using var saved = await browser.SubmitAsync("/admin/referrals", "/admin/referrals", ("Form.Enabled", "true"), ("Form.InviterCoupon", "reactivation90"), ("Form.FriendCoupon", "reactivation60"),
            ("Form.MinimumSpend", "200"), ("Form.WaitDays", $"{waitDays}"), ("Form.MostPerMonth", $"{mostPerMonth}"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        await RunAsync(app);
        return app;
    }

    private static async Task<(LiffPage Page, string Code)> InviterAsync(TestApp app)
    {
        var (page, _) = await LiffPage.JoinedAsync(app, "0912000001");
        var link = (await page.ReadAsync("referral")).GetProperty("link").GetString()!;
        Assert.Equal(link, (await page.ReadAsync("referral")).GetProperty("link").GetString());
        return (page, link.Split("ref-")[1]);
    }

    private static async Task<LiffPage> JoinAsync(TestApp app, string phone, string name, string code)
    {
        var page = await LiffPage.OpenAsync(app, name, source: "ref-" + code);
        using var joined = await page.JoinAsync(phone, name);
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        return page;
    }

    private static async Task<string> StateAsync(LiffPage inviter)
    {
        // A session does not outlive the days that pass here.
        using (await inviter.SignInAsync()) { }
        return (await inviter.ReadAsync("referral")).GetProperty("friends")[0].GetProperty("state").GetString()!;
    }

    private static Task<int> GiftsAsync(TestApp app) => app.DbAsync(db => db.Coupons.CountAsync(c => c.Reason == "referral", Ct));

    /// <summary>What is looked at every minute is looked at again when the clock has moved that far.</summary>
    private static Task RunAsync(TestApp app)
    {
        app.Clock.Set(app.Clock.GetUtcNow().AddMinutes(2));
        return LookAsync(app);
    }

    private static Task LookAsync(TestApp app) => app.Services.GetRequiredService<RunDueSchedules>().ExecuteAsync(Ct);

    private static Task<int> SellAsync(TestApp app, string name, long amount, string? sku = null) => app.InScopeAsync(async s =>
    {
        var reference = await s.GetRequiredService<LineLoyalty.Data.LoyaltyDb>().Members.Where(m => m.Name == name).Select(m => m.Ref).SingleAsync(Ct);
        var sale = new Sale
        {
            StoreCode = "S1", ReceiptNumber = $"R{amount}-{reference}", OccurredAt = app.Clock.Now, Payment = "cash", MemberRef = reference,
            Lines = [new SoldLine(sku, "拿鐵", null, 1, amount, amount)],
        };
        Assert.True((await s.GetRequiredService<RecordPurchase>().ExecuteAsync(sale, Ct)).Succeeded(out _, out var refusal), refusal?.Code);
        return 0;
    });

    private static Task<int> RefundAsync(TestApp app, long amount) => app.InScopeAsync(async s =>
    {
        var purchase = await s.GetRequiredService<LineLoyalty.Data.LoyaltyDb>().Purchases.Where(p => p.Paid == amount).Select(p => p.Ref).SingleAsync(Ct);
        Assert.True((await s.GetRequiredService<RefundPurchase>().ExecuteAsync(new Return(purchase, null, "測試", app.Clock.Now, $"F{amount}"), Ct)).Succeeded(out _, out var refusal), refusal?.Code);
        return 0;
    });
}
