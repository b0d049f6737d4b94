using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using LineLoyalty.Tills;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Tills;

/// <summary>A till that was offline sends what it did: each item is recorded once, waits, or is put before a person.</summary>
public sealed class CatchUpTests : IAsyncLifetime
{
    private TestApp app = null!;
    private Till till = null!;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app);
    }

    public async ValueTask DisposeAsync()
    {
        await PosApp.AssertLedgerHoldsAsync(app);
        till.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Each_item_counts_once_by_its_key_by_its_receipt_and_with_a_call_that_is_sent_again()
    {
        var member = await till.NewMemberAsync();
        object[] items = [Late.Sale("a", Sold(member, 500, -2)), Late.Sale("b", Sold(member, 300, -3)), Late.Sale("c", Sold(null, 100, -1))];
        var first = await SendAsync(items);
        Assert.Equal(["accepted", "accepted", "accepted"], Results(first));
        Assert.Equal(50, first.Number("items.0.purchase.pointsEarned"));
        Assert.Equal(["duplicate", "duplicate", "duplicate"], Results(await SendAsync(items)));
        Assert.Equal(80, (await till.ReadAsync(member)).PointsBalance);

        var known = Sold(member, 200, -4);
        await till.PostAsync("purchases", known); // the answer was lost on the way
        Assert.Equal(["duplicate"], Results(await SendAsync(Late.Sale("d", known))));
        known["lines"] = new[] { new { name = "外帶", quantity = 1, amount = 999 } };
        var differs = await SendAsync(Late.Sale("e", known));
        Assert.Equal(("conflict", "late.receipt_differs"), (differs.Text("items.0.result"), differs.Text("items.0.code")));
        var reused = await SendAsync(Late.Sale("a", Sold(member, 1, -1)));
        Assert.Equal(("conflict", "idempotency.key_reused"), (reused.Text("items.0.result"), reused.Text("items.0.code")));

        var racing = Late.Sale("race", Sold(member, 100, -1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync(racing)));
        Assert.Equal(1, answers.Count(a => a.Text("items.0.result") == "accepted"));
        Assert.Equal(110, (await till.ReadAsync(member)).PointsBalance);
    }

    [Fact]
    public async Task A_return_that_comes_first_waits_for_its_sale_by_either_door()
    {
        var member = await till.NewMemberAsync();
        var (sale, other) = (Sold(member, 500, -3), Sold(member, 700, -3));
        var held = await SendAsync(Late.Refund("r1", sale, -1), Late.Refund("r2", other, -1));
        Assert.Equal(["held", "held"], Results(held));
        Assert.Equal("late.sale_missing", held.Text("items.0.code"));
        Assert.Equal(["accepted"], Results(await SendAsync(Late.Sale("s1", sale))));
        var done = await SendAsync(Late.Refund("r1", sale, -1));
        Assert.Equal(("duplicate", 500L), (done.Text("items.0.result"), done.Number("items.0.refund.amount")));

        await till.PostAsync("purchases", other);
        await RetryAsync();
        Assert.Equal((0L, 0L), ((await till.ReadAsync(member)).PointsBalance, (await till.ReadAsync(member)).LifetimeSpend));

        var lost = Sold(member, 90, -1);
        await SendAsync(Late.Refund("r3", lost, 0));
        app.Clock.Advance(TimeSpan.FromHours(72));
        await RetryAsync();
        Assert.Equal(LateState.Conflict, await app.DbAsync(db => db.LateItems.Where(i => i.Key == "r3").Select(i => i.State).SingleAsync()));
    }

    [Fact]
    public async Task Points_spent_offline_beyond_the_balance_wait_for_another_late_sale_and_never_make_a_debt()
    {
        var member = await till.NewMemberAsync();
        var spend = Sold(member, 300, -1);
        (spend["pointsRedeemed"], spend["spendCode"]) = (40, till.MintAt(CodePurpose.Spend, member.Id, app.Clock.Now.AddHours(-1).AddSeconds(-20)));
        var held = await SendAsync(Late.Sale("spend", spend));
        Assert.Equal(("held", "points.insufficient"), (held.Text("items.0.result"), held.Text("items.0.code")));
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
        Assert.Equal(["accepted"], Results(await SendAsync(Late.Sale("earlier", Sold(member, 500, -5)))));
        var done = await SendAsync(Late.Sale("spend", spend));
        Assert.Equal(("duplicate", 260L), (done.Text("items.0.result"), done.Number("items.0.purchase.paid")));
        Assert.Equal(50 - 40 + 20, (await till.ReadAsync(member)).PointsBalance);

        var stale = Sold(member, 300, -1);
        (stale["pointsRedeemed"], stale["spendCode"]) = (10, till.MintAt(CodePurpose.Spend, member.Id, app.Clock.Now.AddHours(-3)));
        Assert.Equal("code.expired", (await SendAsync(Late.Sale("stale", stale))).Text("items.0.code"));
    }

    [Fact]
    public async Task Coupons_of_a_late_sale_are_judged_by_the_time_of_the_sale()
    {
        var member = await till.NewMemberAsync();
        var ends = await Rewards.Coupons.Kinds.SaveAsync(app, CouponKind.Amount, 50, also: d => d.ValidDays = 1);
        var newcomers = await Rewards.Coupons.Kinds.SaveAsync(app, CouponKind.Amount, 30, new CouponRules { FirstPurchase = true });
        var plain = await Rewards.Coupons.Kinds.SaveAsync(app, CouponKind.Amount, 20, new CouponRules { Tiers = ["regular"] });
        var second = await till.GiveAsync(member, newcomers.Code);
        var (ending, first, tier) = (await till.GiveAsync(member, ends.Code), await till.GiveAsync(member, newcomers.Code), await till.GiveAsync(member, plain.Code));
        app.Clock.Advance(TimeSpan.FromHours(2));
        Dictionary<string, object?> With(Coupon coupon, double hours)
        {
            var sale = Sold(member, 200, hours);
            sale["coupons"] = new[] { new { @ref = coupon.Ref } };
            return sale;
        }
        var (good, early, before) = (With(ending, -1), With(first, -1.5), With(tier, -0.5));
        // Meanwhile: the coupon lapses, a sale and a higher level arrive online.
        app.Clock.Advance(TimeSpan.FromHours(47));
        Assert.Equal(1, await app.InScopeAsync(s => s.Get<ExpireCoupons>().ExecuteAsync(100, default)));
        await till.SellForAsync(member, 40_000);
        Assert.NotEqual("regular", await app.DbAsync(db => db.Tiers.Where(t => db.Members.Any(m => m.Id == member.Id && m.TierLevel == t.Level)).Select(t => t.Code).SingleAsync()));
        var sent = await SendAsync(Late.Sale("good", good), Late.Sale("early", early), Late.Sale("before", before));
        Assert.Equal(["accepted", "accepted", "accepted"], Results(sent));
        Assert.Equal([150L, 170L, 180L], new[] { 0, 1, 2 }.Select(i => sent.Number($"items.{i}.purchase.paid")));
        Assert.Equal(CouponState.Redeemed, await app.DbAsync(db => db.Coupons.Where(c => c.Id == ending.Id).Select(c => c.State).SingleAsync()));
        // No favour: what came after another sale, or before the coupon was there, is refused.
        Assert.Equal("coupon.new_members_only", (await SendAsync(Late.Sale("second", With(second, -1)))).Text("items.0.code"));
        Assert.Equal("coupon.not_yet", (await SendAsync(Late.Sale("given", With(await till.GiveAsync(member, ends.Code), -1)))).Text("items.0.code"));
    }

    [Fact]
    public async Task Who_was_scanned_offline_is_found_by_the_time_of_the_sale()
    {
        var phone = Till.NewPhone();
        var member = await till.NewMemberAsync("林美玲", phone);
        var digits = await app.DbAsync(async db =>
        {
            db.Barcodes.Add(new Barcode { Digits = "0123456789012345", MemberId = member.Id, ValidFrom = app.Clock.Now.AddHours(-30), ValidTo = app.Clock.Now.AddHours(-30).AddMinutes(1) });
            await db.SaveChangesAsync();
            return "0123456789012345";
        });
        await app.InScopeAsync(s => s.Get<SweepExpired>().ExecuteAsync(default));
        string Shown(double hours) => till.MintAt(CodePurpose.Identify, member.Id, app.Clock.Now.AddHours(hours));
        object[] items =
        [
            Late.Sale("phone", Sold(null, 100, -5), "0" + phone[4..]), Late.Sale("card", Sold(null, 100, -4), member.CardNumber), Late.Sale("qr", Sold(null, 100, -3), Shown(-3)),
            Late.Sale("barcode", Sold(null, 100, -30), digits), Late.Sale("stale", Sold(null, 100, -3), Shown(-9)), Late.Sale("nobody", Sold(null, 100, -2), "0900000001"),
        ];
        var sent = await SendAsync(items);
        Assert.Equal(["accepted", "accepted", "accepted", "accepted", "conflict", "conflict"], Results(sent));
        Assert.Equal(("code.expired", "member.not_found"), (sent.Text("items.4.code"), sent.Text("items.5.code")));
        Assert.Equal((400L, 40L), ((await till.ReadAsync(member)).LifetimeSpend, (await till.ReadAsync(member)).PointsBalance));
        Assert.Equal(["duplicate", "duplicate", "duplicate", "duplicate", "conflict", "conflict"], Results(await SendAsync(items)));

        // The clerk's next shift has another key, and asks for the same things.
        using var next = await Till.OpenAsync(app);
        Assert.Equal(["duplicate", "duplicate", "duplicate", "duplicate", "conflict", "conflict"], Results(await next.PostAsync("purchases/batch", new { items })));
        Assert.Equal(6, await app.DbAsync(db => db.LateItems.CountAsync()));
        Assert.Equal(4, await app.DbAsync(db => db.Purchases.CountAsync()));

        using var boss = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        Assert.Contains("0900000001", await boss.ReadAsync("/admin/conflicts"), StringComparison.Ordinal);
        await ActAsync(boss, "Accept", sent, 5); // as sent there is nobody: it stays
        var path = "purchases/batch/" + sent.Text("items.5.conflict");
        Assert.Equal("conflict", (await next.GetAsync(path)).Text("result"));
        await ActAsync(boss, "Accept", sent, 5, ("who", member.CardNumber));
        Assert.Equal(("accepted", 100L), ((await next.GetAsync(path)).Text("result"), (await next.GetAsync(path)).Number("purchase.paid")));
        await ActAsync(boss, "Dismiss", sent, 4, ("reason", "重複"));
        Assert.Equal("dismissed", (await next.GetAsync("purchases/batch/" + sent.Text("items.4.conflict"))).Text("result"));
        using var elsewhere = await Till.OpenAsync(app, "purchases", "TPE2");
        Assert.Equal((HttpStatusCode.NotFound, "late.unknown"), ((await elsewhere.GetAsync(path)).Status, (await elsewhere.GetAsync(path)).Code));

        var both = await SendAsync(Late.Sale("both", Sold(member, 100, -1), member.CardNumber));
        Assert.Equal((HttpStatusCode.BadRequest, "request.malformed"), (both.Status, both.Code));
        var guesses = Enumerable.Range(0, 31).Select(i => Late.Sale($"g{i}", Sold(null, 10, -1), $"09000001{i:D2}")).ToArray();
        await SendAsync(guesses);
        Assert.Equal((HttpStatusCode.TooManyRequests, "attempts.too_many"), ((await SendAsync(guesses)).Status, (await SendAsync(guesses)).Code));
        Assert.Equal(["accepted"], Results(await SendAsync(Late.Sale("plain", Sold(member, 10, -1))))); // nobody guesses here
    }

    [Fact]
    public async Task Whoever_guesses_codes_with_late_sales_is_paused_like_at_any_other_door()
    {
        var member = await till.NewMemberAsync();
        var good = await till.CodeOfAsync(await till.GiveAsync(member, "welcome"));
        app.Clock.Advance(TimeSpan.FromHours(2));
        object Guess(string key, string code)
        {
            var sale = Sold(member, 100, -1);
            sale["coupon"] = new { code };
            return Late.Sale(key, sale);
        }
        object[] guesses = [.. Enumerable.Range(0, 40).Select(i => Guess($"g{i}", CouponCodes.New()))];
        var paused = await SendAsync(guesses);
        Assert.Equal((HttpStatusCode.TooManyRequests, "attempts.too_many"), (paused.Status, paused.Code));
        Assert.Equal(30, await app.DbAsync(db => db.LateItems.CountAsync())); // no more were looked up
        var right = Guess("good", good);
        Assert.Equal("attempts.too_many", (await SendAsync(right)).Code);
        Assert.Equal(["accepted"], Results(await SendAsync(Late.Sale("plain", Sold(member, 10, -1)))));
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("accepted", (await SendAsync(right)).Text("items.0.result"));
        // What was answered before is known; the ten that waited are looked up now.
        Assert.All(Results(await SendAsync(guesses)), r => Assert.Equal("conflict", r));
        Assert.Equal("coupon.not_found", (await SendAsync(guesses)).Text("items.39.code"));
    }

    [Fact]
    public async Task A_person_records_puts_right_or_puts_aside_what_could_not_be_recorded()
    {
        var member = await till.NewMemberAsync("陳大文");
        var coupon = await till.GiveAsync(member, "welcome"); // NT$50
        var offline = Sold(member, 500, -2);
        (offline["coupon"], offline["paid"]) = (new { @ref = coupon.Ref }, 450);
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupon), store = "TPE2" });
        var stranger = Sold(null, 300, -2);
        stranger["member"] = "0000000000000000";
        var (old, lost) = (Sold(member, 200, -80), Sold(member, 60, -1));
        var sent = await SendAsync(Late.Sale("coupon", offline), Late.Sale("stranger", stranger), Late.Sale("old", old), Late.Refund("lost", lost, 0));
        Assert.Equal(["conflict", "conflict", "conflict", "held"], Results(sent));
        Assert.Equal(["coupon.already_redeemed", "member.not_found", "purchase.time_out_of_range", "late.sale_missing"], Enumerable.Range(0, 4).Select(i => sent.Text($"items.{i}.code")));

        using var boss = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        var page = await boss.ReadAsync("/admin/conflicts");
        foreach (var text in new[] { "已先在別處用掉", "中山店", "查無這位會員", "超過可補傳的時間", "正在等對應的消費", "收銀機實收" }) Assert.Contains(text, page, StringComparison.Ordinal);

        await ActAsync(boss, "Accept", sent, 0, ("withoutCoupons", "true"), ("paid", "450"));
        await ActAsync(boss, "Accept", sent, 0, ("withoutCoupons", "true")); // twice: the second finds it closed
        await ActAsync(boss, "Accept", sent, 1, ("who", member.CardNumber));
        await ActAsync(boss, "Accept", sent, 2);
        await ActAsync(boss, "Dismiss", sent, 3, ("reason", "收據打錯"));
        var now = await till.ReadAsync(member);
        Assert.Equal((450 + 300 + 200, 3, 40L + 30 + 20), (now.LifetimeSpend, now.PurchaseCount, now.PointsBalance));
        Assert.Equal((3, 1), (await AuditedAsync("late.accepted"), await AuditedAsync("late.dismissed")));
        Assert.Contains("沒有待處理的項目", await boss.ReadAsync("/admin/conflicts"), StringComparison.Ordinal);
        Assert.Contains("收據打錯", await boss.ReadAsync("/admin/conflicts?All=true"), StringComparison.Ordinal);
        Assert.Equal("duplicate", (await SendAsync(Late.Sale("coupon", offline))).Text("items.0.result"));
        Assert.Equal(0, await app.DbAsync(db => db.LateItems.CountAsync(i => i.Body != null && i.State == LateState.Settled)));
    }

    [Fact]
    public async Task A_till_sends_only_for_its_stores_with_its_scopes_and_up_to_two_hundred_at_once()
    {
        using var one = await Till.OpenAsync(app, "purchases", "TPE2");
        var foreign = await one.PostAsync("purchases/batch", new { items = new[] { Late.Sale("x", Sold(null, 10, 0)) } });
        Assert.Equal((HttpStatusCode.Forbidden, "pos.store_forbidden"), (foreign.Status, foreign.Code));
        using var noReturns = await Till.OpenAsync(app, "purchases");
        var refused = await noReturns.PostAsync("purchases/batch", new { items = new[] { Late.Refund("x", Sold(null, 10, 0), 0) } });
        Assert.Equal((HttpStatusCode.Forbidden, "pos.scope_missing"), (refused.Status, refused.Code));
        var many = Enumerable.Range(0, 201).Select(i => Late.Sale($"m{i}", Sold(null, 10, -1))).ToArray();
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(many)).Status);
        Assert.Equal(200, Results(await SendAsync(many[..200])).Count(r => r == "accepted"));
        var malformed = await till.PostAsync("purchases/batch", new { items = new[] { new { key = "k" } } });
        Assert.Equal((HttpStatusCode.BadRequest, "request.malformed"), (malformed.Status, malformed.Code));
    }

    private Task<Answer> SendAsync(params object[] items) => till.PostAsync("purchases/batch", new { items });

    private Task<int> RetryAsync() => app.InScopeAsync(s => s.Get<CatchUp>().RetryWaitingAsync(default));

    private Task<int> AuditedAsync(string action) => app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == action));

    private static List<string> Results(Answer answer) => [.. answer.At("items").EnumerateArray().Select(i => i.GetProperty("result").GetString()!)];

    private static async Task ActAsync(BackOffice who, string handler, Answer sent, int item, params (string, string)[] fields)
    {
        using var done = await who.SubmitAsync("/admin/conflicts?All=true", "/admin/conflicts?handler=" + handler, [("item", sent.Text($"items.{item}.conflict")), .. fields]);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
    }

    private Dictionary<string, object?> Sold(Member? member, long amount, double hoursFromNow)
    {
        var sale = till.Sale(member, new { name = "外帶", quantity = 1, amount });
        sale["occurredAt"] = app.Clock.GetUtcNow().AddHours(hoursFromNow).ToString("O");
        return sale;
    }
}

/// <summary>Items of a late call.</summary>
internal static class Late
{
    public static object Sale(string key, Dictionary<string, object?> sale) => new { key, sale };

    public static object Sale(string key, Dictionary<string, object?> sale, string memberKey) => new { key, sale, memberKey };

    public static object Refund(string key, Dictionary<string, object?> of, double hoursAfter, params object[] lines) => new
    {
        key,
        refund = new
        {
            store = of["store"], receiptNumber = of["receiptNumber"], refundNumber = "N" + key, reason = "客人退貨",
            occurredAt = DateTimeOffset.Parse((string)of["occurredAt"]!, System.Globalization.CultureInfo.InvariantCulture).AddHours(Math.Max(0, hoursAfter)).ToString("O"), lines = lines.Length > 0 ? lines : null,
        },
    };
}
