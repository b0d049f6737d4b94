using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

/// <summary>Words, made codes and imported ones: never one code twice, and "sold out" when there is none.</summary>
public sealed class CouponCodePoolTests
{
    private const int Workers = 50;

    private static Task<T> MakeAsync<T>(TestApp app, Func<MakeCodes, Task<T>> work) => app.InScopeAsync(s => work(s.Get<MakeCodes>()));

    [Fact]
    public async Task Fifty_workers_hand_out_a_pool_and_never_one_code_twice()
    {
        await using var app = await TestApp.StartAsync();
        using var till = await Till.OpenAsync(app);
        var kind = await Kinds.SaveAsync(app, CouponKind.Experience, rules: new CouponRules { FromPool = true });
        var imported = await MakeAsync(app, m => m.ImportAsync(kind.Id, "夥伴", [.. Enumerable.Range(0, 30).Select(i => $"PARTNER-{i:D4}"), "PARTNER-0001", "short"], 1, default));
        Assert.Equal((30, 1, 1), (imported.Added, imported.Doubled, imported.Unfit));
        var members = new List<Member>();
        for (var i = 0; i < Workers; i++) members.Add(await till.NewMemberAsync());

        Outcome<Coupon>[] outcomes = [];
        await WriteLock.AmplifyAsync(app, async () => outcomes = await Task.WhenAll(members.Select(m => app.InScopeAsync(s =>
            s.Get<IssueCoupon>().ExecuteAsync(m.Id, kind.Code, "test", null, default)))));
        var given = outcomes.Where(o => o.Refusal is null).Select(o => o.Value!).ToList();
        Assert.Equal(30, given.Count);
        Assert.All(outcomes.Where(o => o.Refusal is not null), o => Assert.Equal("coupon.sold_out", o.Refusal!.Code));
        var codes = new HashSet<string>();
        foreach (var coupon in given) Assert.True(codes.Add(await till.CodeOfAsync(coupon)));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"PARTNER-{i:D4}").ToHashSet(), codes);
        Assert.Equal((30L, 0), await app.DbAsync(async db => (await db.CouponDefinitions.Where(d => d.Id == kind.Id).Select(d => d.IssuedCount).SingleAsync(), await db.PoolCodes.CountAsync(p => p.CouponId == null))));
        // A partner's code works at our own till, too.
        Assert.Equal("redeemed", (await till.PostAsync("coupons/redeem", new { code = "partner-0003", store = "TPE1" })).Text("coupon.state"));
    }

    [Fact]
    public async Task One_flyer_code_typed_by_fifty_people_at_once_is_one_persons()
    {
        await using var app = await TestApp.StartAsync();
        using var till = await Till.OpenAsync(app);
        var kind = await Kinds.SaveAsync(app, CouponKind.Amount, 50);
        var batch = await MakeAsync(app, m => m.GenerateAsync(kind.Id, "傳單", 3, 1, default));
        var codes = await MakeAsync(app, m => m.ExportAsync(batch.Id, 1, default));
        Assert.All(codes!, c => Assert.True(CouponCodes.TryParse(c, out _)));
        Assert.Null(await MakeAsync(app, m => m.ExportAsync(batch.Id, 1, default))); // the list is handed out once
        var members = new List<Member>();
        for (var i = 0; i < Workers; i++) members.Add(await till.NewMemberAsync());

        Answer[] answers = [];
        await WriteLock.AmplifyAsync(app, async () => answers = await Task.WhenAll(members.Select(m => till.PostAsync("coupons/claim", new { member = m.Ref, code = codes![0] }))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => Assert.Equal("promo.used", a.Code));
        Assert.Equal(1, await app.DbAsync(db => db.Coupons.CountAsync(c => c.DefinitionId == kind.Id)));
        Assert.Equal("coupon.unclaimed", (await till.PostAsync("coupons/redeem", new { code = codes![1], store = "TPE1" })).Code);
        // Claimed, the printed code is the coupon's own.
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code = codes[0], store = "TPE1" })).Status);
    }

    [Fact]
    public async Task A_word_gives_each_member_their_share_until_it_is_used_up()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var kind = await Kinds.SaveAsync(app, CouponKind.Amount, 50);
        await WordAsync(app, kind, "SUMMER50", perMember: 1, limit: 7);
        var members = new List<Member>();
        for (var i = 0; i < 12; i++) members.Add(await till.NewMemberAsync());
        Answer[] answers = [];
        await WriteLock.AmplifyAsync(app, async () => answers = await Task.WhenAll(members.SelectMany(m => new[] { m, m }).Select(m => till.PostAsync("coupons/claim", new { member = m.Ref, code = " summer50 " }))));
        Assert.Equal(7, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => Assert.Contains(a.Code, new[] { "coupon.sold_out", "promo.per_member" }));
        Assert.Equal((7, 7L), await app.DbAsync(async db => (await db.Coupons.Where(c => c.DefinitionId == kind.Id).Select(c => c.MemberId).Distinct().CountAsync(), await db.PromoWords.Select(w => w.Count).SingleAsync())));
    }

    [Fact]
    public async Task A_bundle_claimed_at_the_till_is_answered_as_its_parts_which_can_be_used_at_once()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        var bundle = await Kinds.SaveAsync(app, CouponKind.Bundle, rules: new CouponRules { Bundle = [new BundlePart("welcome", 2), new BundlePart("birthday")] });
        await WordAsync(app, bundle, "GIFTBOX", perMember: 1);
        var claimed = await till.PostAsync("coupons/claim", new { member = member.Ref, code = "GIFTBOX" }, "claim");
        var parts = claimed.At("coupons").EnumerateArray().ToList();
        Assert.Equal(["usable", "usable", "usable"], parts.Select(p => p.GetProperty("state").GetString()));
        Assert.Equal(parts[0].GetProperty("ref").GetString(), claimed.Text("coupon.ref"));
        var held = await till.PostAsync("coupons/reserve", new { store = "TPE1", member = member.Ref, @ref = claimed.Text("coupon.ref") });
        Assert.Equal(HttpStatusCode.OK, held.Status);
        Assert.Equal(3, (await till.PostAsync("coupons/claim", new { member = member.Ref, code = "GIFTBOX" }, "claim")).At("coupons").GetArrayLength());

        var other = await till.NewMemberAsync();
        await WordAsync(app, await Kinds.SaveAsync(app, CouponKind.Amount, 50), "ONE", perMember: 1);
        var single = await till.PostAsync("coupons/claim", new { member = other.Ref, code = "ONE" });
        Assert.Equal(single.Text("coupon.ref"), Assert.Single(single.At("coupons").EnumerateArray()).GetProperty("ref").GetString());
    }

    [Fact]
    public async Task A_word_out_of_its_time_and_a_word_that_is_none_are_told_apart()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        await WordAsync(app, await Kinds.SaveAsync(app, CouponKind.Amount, 50), "LATER", perMember: 1, from: app.Clock.Now.AddDays(1));
        Assert.Equal((HttpStatusCode.Gone, "promo.over"), Of(await till.PostAsync("coupons/claim", new { member = member.Ref, code = "LATER" })));
        Assert.Equal((HttpStatusCode.NotFound, "promo.unknown"), Of(await till.PostAsync("coupons/claim", new { member = member.Ref, code = "NEVER" })));
        static (HttpStatusCode, string?) Of(Answer answer) => (answer.Status, answer.Code);
    }

    private static Task<int> WordAsync(TestApp app, CouponDefinition kind, string word, int perMember, long? limit = null, DateTime? from = null) => app.DbAsync(async db =>
    {
        db.PromoWords.Add(new PromoWord { Word = word, DefinitionId = kind.Id, PerMember = perMember, Limit = limit, ValidFrom = from ?? app.Clock.Now, ValidUntil = app.Clock.Now.AddDays(30) });
        return await db.SaveChangesAsync();
    });
}
