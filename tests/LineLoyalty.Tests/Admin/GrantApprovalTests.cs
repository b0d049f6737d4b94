using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.Rewards.Points;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

/// <summary>What is given by hand and can cost much waits for a second person; until then nobody has anything.</summary>
public sealed class GrantApprovalTests : IAsyncLifetime
{
    private const string Points = "/admin/points/grants";
    private const string Approvals = "/admin/approvals";
    private TestApp app = null!;
    private Till till = null!;
    private BackOffice author = null!;
    private BackOffice second = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app, "members purchases refunds coupons adjust");
        author = await BackOffice.SignedInAsync(app, StaffRole.Admin, "writer");
        second = await BackOffice.SignedInAsync(app, StaffRole.Marketer, "second");
    }

    public async ValueTask DisposeAsync()
    {
        await PosApp.AssertLedgerHoldsAsync(app);
        author.Dispose();
        second.Dispose();
        till.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Points_for_many_wait_above_the_limit_and_are_given_once_by_two_who_approve_at_once()
    {
        var (one, two) = (await till.NewMemberAsync("陳一"), await till.NewMemberAsync("林二"));
        var atLimit = $"{one.CardNumber},5000\n{two.CardNumber},5000";
        using (var small = await author.SubmitAsync(Points, Points + "?handler=Preview", ("Text", atLimit))) Assert.DoesNotContain("需要另一位同事核准", await TextOf(small), StringComparison.Ordinal);
        using (var given = await author.SubmitAsync(Points, Points + "?handler=Give", ("Text", atLimit), ("Form", Form()), ("Reason", "週年慶"))) Assert.Equal(Points, given.Headers.Location?.ToString());
        Assert.Equal([5000L, 5000L], await BalancesAsync());

        var over = $"{one.CardNumber},5001\n{two.CardNumber},5000";
        using (var preview = await author.SubmitAsync(Points, Points + "?handler=Preview", ("Text", over)))
        {
            var told = await TextOf(preview);
            Assert.Contains("data-liability=\"10001\"", told, StringComparison.Ordinal);
            Assert.Contains("需要另一位同事核准", told, StringComparison.Ordinal);
            Assert.Contains("送審", told, StringComparison.Ordinal);
        }
        (string, string)[] form = [("Text", over), ("Form", Form()), ("Reason", "大放送")];
        var asked = await Task.WhenAll(author.SubmitAsync(Points, Points + "?handler=Give", form), author.SubmitAsync(Points, Points + "?handler=Give", form));
        Assert.All(asked, a => Assert.Equal(Approvals, a.Headers.Location?.ToString()));
        var request = await app.DbAsync(db => db.GrantRequests.AsNoTracking().SingleAsync(r => r.State == GrantState.Waiting, Ct));
        Assert.DoesNotContain(one.CardNumber, request.ListSealed, StringComparison.Ordinal);
        Assert.Equal([5000L, 5000L], await BalancesAsync());
        var page = await author.ReadAsync(Approvals);
        Assert.Contains("需要另一位同事核准", page, StringComparison.Ordinal);
        Assert.DoesNotContain("核准發放</button>", page, StringComparison.Ordinal);
        await ApproveAsync(author, request.Id);
        Assert.Contains("不能核准自己的申請", await author.ReadAsync(Approvals), StringComparison.Ordinal);
        Assert.Equal([5000L, 5000L], await BalancesAsync());

        using var third = await BackOffice.SignedInAsync(app, StaffRole.Admin, "third");
        Assert.Contains("核准發放</button>", await third.ReadAsync(Approvals), StringComparison.Ordinal);
        await Task.WhenAll(ApproveAsync(second, request.Id), ApproveAsync(third, request.Id), ApproveAsync(second, request.Id));
        Assert.Equal([10001L, 10000L], await BalancesAsync());
        // Sent again by whoever asked: what was approved is done with.
        using (var again = await author.SubmitAsync(Points, Points + "?handler=Give", form)) Assert.Contains("已經送出過", await TextOf(again), StringComparison.Ordinal);
        Assert.Equal([10001L, 10000L], await BalancesAsync());
        Assert.Equal(["grant.requested", "grant.approved"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("grant.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync(Ct)));
        Assert.Contains("批次發點給 2 位會員", await author.ReadAsync(Approvals), StringComparison.Ordinal);
        // Whose points they were stands in the ledger; the list itself is kept no longer than it is needed.
        Assert.Equal(0, await app.DbAsync(db => db.GrantRequests.CountAsync(r => r.ListSealed != null, Ct)));
    }

    [Fact]
    public async Task In_small_parts_or_two_at_once_nobody_gives_more_in_a_day_than_in_one_piece()
    {
        var (one, two) = (await till.NewMemberAsync("陳一"), await till.NewMemberAsync("林二"));
        var kind = await Kinds.SaveAsync(app, CouponKind.Amount, 2000);
        var give = $"/admin/coupons/{kind.Code}/give";
        var coupon = $"/admin/members/{two.Ref}?tab=coupons";
        async Task<string?> SentAsync(BackOffice who, string path, string post, params (string, string)[] fields)
        {
            using var answer = await who.SubmitAsync(path, post, fields);
            return answer.StatusCode == HttpStatusCode.OK ? path : answer.Headers.Location?.ToString();
        }
        Task<string?> PointsAsync(BackOffice who, long points) =>
            SentAsync(who, Points, Points + "?handler=Give", ("Text", $"{one.CardNumber},{points}"), ("Form", Form()), ("Reason", "補登"));
        Task<string?> CouponAsync(BackOffice who) => SentAsync(who, coupon, $"/admin/members/{two.Ref}?handler=Coupon", ("definition", kind.Code), ("reason", "補償"), ("form", Form()));

        Assert.Equal(Points, await PointsAsync(author, 6000));
        Assert.Equal(give, await SentAsync(author, give, give + "?handler=Give", ("Text", one.CardNumber), ("Form", Form()), ("Reason", "補償")));
        Assert.Equal(coupon, await CouponAsync(author));
        Assert.Equal([6000L, 0L], await BalancesAsync());
        Assert.Equal(2, await CouponsAsync());
        // 10,000 of the day are given: one dollar more waits, of whatever kind.
        Assert.Equal(Approvals, await CouponAsync(author));
        Assert.Equal(Approvals, await PointsAsync(author, 1));
        using (var preview = await author.SubmitAsync(Points, Points + "?handler=Preview", ("Text", $"{one.CardNumber},1"))) Assert.Contains("24 小時內已發放 NT$10,000", await TextOf(preview), StringComparison.Ordinal);
        Assert.Equal([6000L, 0L], await BalancesAsync());
        Assert.Equal(2, await CouponsAsync());
        Assert.Contains($"「{kind.Title}」發給「林二」", await second.ReadAsync(Approvals), StringComparison.Ordinal);
        Assert.Contains("等待核准的發放", await second.ReadAsync("/admin"), StringComparison.Ordinal);
        Assert.DoesNotContain("等待核准的發放", await author.ReadAsync("/admin"), StringComparison.Ordinal);
        await ApproveAsync(second, await app.DbAsync(db => db.GrantRequests.Where(r => r.Kind == GrantKind.CouponOfMember && r.State == GrantState.Waiting).Select(r => r.Id).SingleAsync(Ct)));
        Assert.Equal(3, await CouponsAsync());

        var both = await Task.WhenAll(PointsAsync(second, 6000), PointsAsync(second, 6000));
        Assert.Equal([Approvals, Points], both.Order(StringComparer.Ordinal));
        Assert.Equal([12_000L, 0L], await BalancesAsync());

        app.Clock.Advance(TimeSpan.FromHours(24));
        await SignInAgainAsync();
        Assert.Equal(Points, await PointsAsync(author, 6000));
        Assert.Equal([18_000L, 0L], await BalancesAsync());
    }

    [Fact]
    public async Task A_request_lapses_after_a_day_and_any_change_of_what_decides_its_worth_voids_it()
    {
        var member = await till.NewMemberAsync();
        await SettleAsync(new PointsPolicy { AdjustLimit = 50_000 });
        var lapsed = await AskPointsAsync(member, 20_000);
        app.Clock.Advance(TimeSpan.FromHours(24));
        await SignInAgainAsync();
        await ApproveAsync(second, lapsed);
        Assert.Contains("送審已超過 24 小時", await second.ReadAsync(Approvals), StringComparison.Ordinal);
        Assert.Contains("逾期未核准", await second.ReadAsync(Approvals), StringComparison.Ordinal);

        var changed = await AskPointsAsync(member, 20_000);
        await SettleAsync(new PointsPolicy { AdjustLimit = 50_000, Redeem = new RedeemPolicy(1, 2) });
        await ApproveAsync(second, changed);
        Assert.Contains("已變更，請重新送審", await second.ReadAsync(Approvals), StringComparison.Ordinal);
        Assert.Equal([0L], await BalancesAsync());

        // Turned down, it can no longer be approved.
        var ended = await AskPointsAsync(member, 20_000);
        using (var no = await second.SubmitAsync(Approvals, Approvals + "?handler=End", ("id", Id(ended)))) Assert.Equal(HttpStatusCode.Redirect, no.StatusCode);
        await ApproveAsync(second, ended);
        Assert.Equal([0L], await BalancesAsync());
    }

    [Fact]
    public async Task A_correction_of_one_member_waits_by_its_worth_not_by_its_points()
    {
        var member = await till.NewMemberAsync();
        await SettleAsync(new PointsPolicy { Redeem = new RedeemPolicy(1, 3) });
        var page = $"/admin/members/{member.Ref}?tab=points";
        var post = $"/admin/members/{member.Ref}?handler=Points";
        Assert.Contains("NT$10,000", await author.ReadAsync(page), StringComparison.Ordinal);
        using (var small = await author.SubmitAsync(page, post, ("points", "3333"), ("reason", "補登"), ("form", Form()))) Assert.EndsWith("tab=points", small.Headers.Location?.ToString(), StringComparison.Ordinal);
        using (var large = await author.SubmitAsync(page, post, ("points", "3334"), ("reason", "補登"), ("form", Form()))) Assert.Equal(Approvals, large.Headers.Location?.ToString());
        Assert.Equal([3333L], await BalancesAsync());
        var request = await NewestAsync();
        using var third = await BackOffice.SignedInAsync(app, StaffRole.Admin, "third");
        await Task.WhenAll(ApproveAsync(second, request), ApproveAsync(third, request));
        Assert.Equal([6667L], await BalancesAsync());
        Assert.Equal(2, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "points.adjusted", Ct)));
    }

    [Fact]
    public async Task Coupons_of_a_list_wait_by_what_the_kind_can_take_off_and_a_changed_kind_voids_it()
    {
        var (one, two) = (await till.NewMemberAsync("陳一"), await till.NewMemberAsync("林二"));
        var kind = await Kinds.SaveAsync(app, CouponKind.Amount, 5000);
        var give = $"/admin/coupons/{kind.Code}/give";
        (string, string)[] Both(string form) => [("Text", $"{one.CardNumber}\n{two.CardNumber}"), ("Form", form), ("Reason", "補償")];
        using (var at = await author.SubmitAsync(give, give + "?handler=Give", Both(Form()))) Assert.Equal(HttpStatusCode.OK, at.StatusCode);
        Assert.Equal(2, await CouponsAsync());

        await app.DbAsync(db => db.CouponDefinitions.Where(d => d.Id == kind.Id).ExecuteUpdateAsync(s => s.SetProperty(d => d.Value, 5001), Ct));
        using (var preview = await author.SubmitAsync(give, give + "?handler=Preview", Both(Form()))) Assert.Contains("data-liability=\"10002\"", await TextOf(preview), StringComparison.Ordinal);
        using (var over = await author.SubmitAsync(give, give + "?handler=Give", Both(Form()))) Assert.Equal(Approvals, over.Headers.Location?.ToString());
        var first = await NewestAsync();
        await app.DbAsync(db => db.CouponDefinitions.Where(d => d.Id == kind.Id).ExecuteUpdateAsync(s => s.SetProperty(d => d.Value, 9000), Ct));
        await ApproveAsync(second, first);
        Assert.Equal(2, await CouponsAsync());
        using (var anew = await author.SubmitAsync(give, give + "?handler=Give", Both(Form()))) Assert.Equal(Approvals, anew.Headers.Location?.ToString());
        var request = await NewestAsync();
        var list = await app.DbAsync(db => db.GrantRequests.Where(r => r.Id == request).Select(r => r.ListSealed).SingleAsync(Ct));
        await Task.WhenAll(ApproveAsync(second, request), ApproveAsync(second, request));
        Assert.Equal(4, await CouponsAsync());

        // As a server leaves it that stops in the middle of giving: pressing again finishes it and gives nothing twice.
        await app.DbAsync(async db =>
        {
            var last = await db.Coupons.OrderByDescending(c => c.Id).FirstAsync(Ct);
            await db.Coupons.Where(c => c.Id == last.Id).ExecuteDeleteAsync(Ct);
            return await db.GrantRequests.Where(r => r.Id == request).ExecuteUpdateAsync(s => s.SetProperty(r => r.DoneAt, (DateTime?)null).SetProperty(r => r.ListSealed, list), Ct);
        });
        Assert.Contains("已核准，發放中斷", await author.ReadAsync(Approvals), StringComparison.Ordinal);
        using (var on = await author.SubmitAsync(Approvals, Approvals + "?handler=GoOn", ("id", Id(request)))) Assert.Equal(HttpStatusCode.Redirect, on.StatusCode);
        Assert.Equal(4, await CouponsAsync());
        Assert.DoesNotContain("發放中斷", await author.ReadAsync(Approvals), StringComparison.Ordinal);

        // Nothing bounds a percentage without a ceiling.
        var percent = await Kinds.SaveAsync(app, CouponKind.Percent, 10);
        var free = $"/admin/coupons/{percent.Code}/give";
        using (var unbounded = await author.SubmitAsync(free, free + "?handler=Give", ("Text", one.CardNumber), ("Form", Form()), ("Reason", "補償"))) Assert.Equal(Approvals, unbounded.Headers.Location?.ToString());
        Assert.Equal(4, await CouponsAsync());
        Assert.Contains("無法估計上限", await author.ReadAsync(Approvals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_and_codes_cannot_be_used_before_somebody_else_approves_them()
    {
        var member = await till.NewMemberAsync();
        var kind = await Kinds.SaveAsync(app, CouponKind.Percent, 10, also: d => d.MaximumDiscount = 100);
        var codes = $"/admin/coupons/{kind.Code}/codes";
        Assert.Contains("每一張最高可能成本 NT$100", await author.ReadAsync(codes), StringComparison.Ordinal);
        using (var small = await author.SubmitAsync(codes, codes + "?handler=Word", ("word", "small1"), ("perMember", "1"), ("limit", "100"), ("until", "2026-04-30"), ("Form", Form()))) Assert.Equal(codes, small.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await ClaimAsync(member, "SMALL1")).Status);

        using (var word = await author.SubmitAsync(codes, codes + "?handler=Word", ("word", "large1"), ("perMember", "1"), ("limit", "101"), ("until", "2026-04-30"), ("Form", Form()))) Assert.Equal(Approvals, word.Headers.Location?.ToString());
        Assert.Equal("promo.unknown", Refused(await ClaimAsync(member, "LARGE1")));
        await ApproveAsync(second, await NewestAsync());
        Assert.Equal(HttpStatusCode.OK, (await ClaimAsync(member, "LARGE1")).Status);

        (string, string)[] make = [("name", "傳單"), ("count", "101"), ("Form", Form())];
        await Task.WhenAll(author.SubmitAsync(codes, codes + "?handler=Generate", make), author.SubmitAsync(codes, codes + "?handler=Generate", make));
        Assert.Equal(0, await app.DbAsync(db => db.PoolCodes.CountAsync(Ct)));
        var made = await NewestAsync();
        using var third = await BackOffice.SignedInAsync(app, StaffRole.Admin, "third");
        await Task.WhenAll(ApproveAsync(second, made), ApproveAsync(third, made), ApproveAsync(second, made));
        Assert.Equal((1, 101), await app.DbAsync(async db => (await db.CodeBatches.CountAsync(Ct), await db.PoolCodes.CountAsync(Ct))));

        var list = string.Join('\n', Enumerable.Range(0, 101).Select(i => $"PARTNER{i:D4}"));
        using (var import = await author.SubmitAsync(codes, codes + "?handler=Import", ("name", "夥伴"), ("text", list), ("Form", Form()))) Assert.Equal(Approvals, import.Headers.Location?.ToString());
        Assert.NotEqual(HttpStatusCode.OK, (await ClaimAsync(member, "PARTNER0001")).Status);
        Assert.DoesNotContain("PARTNER0001", await second.ReadAsync(Approvals), StringComparison.Ordinal);
        await ApproveAsync(second, await NewestAsync());
        Assert.Equal(HttpStatusCode.OK, (await ClaimAsync(member, "PARTNER0001")).Status);
        Assert.Equal(3, await app.DbAsync(db => db.GrantRequests.CountAsync(r => r.State == GrantState.Approved && r.DoneAt != null, Ct)));

        // A form sent twice makes its codes once, asked or not.
        (string, string)[] few = [("name", "名片"), ("count", "1"), ("Form", Form())];
        var cheap = await Kinds.SaveAsync(app, CouponKind.Experience);
        var free = $"/admin/coupons/{cheap.Code}/codes";
        foreach (var _ in few) (await author.SubmitAsync(free, free + "?handler=Generate", few)).Dispose();
        Assert.Equal(1, await app.DbAsync(db => db.PoolCodes.CountAsync(p => p.DefinitionId == cheap.Id, Ct)));
    }

    [Fact]
    public async Task A_brand_with_one_marketer_types_the_number_and_the_limit_is_a_setting()
    {
        await app.DbAsync(db => db.StaffAccounts.Where(s => s.UserName == "second").ExecuteUpdateAsync(s => s.SetProperty(a => a.DisabledAt, app.Clock.Now), Ct));
        var members = new[] { await till.NewMemberAsync(), await till.NewMemberAsync() };
        (string, string)[] form = [("Text", string.Join('\n', members.Select(m => $"{m.CardNumber},6000"))), ("Form", Form()), ("Reason", "大放送")];
        using (var preview = await author.SubmitAsync(Points, Points + "?handler=Preview", form)) Assert.Contains("請輸入人數 2 以確認", await TextOf(preview), StringComparison.Ordinal);
        using (var untyped = await author.SubmitAsync(Points, Points + "?handler=Give", form)) Assert.Equal(HttpStatusCode.UnprocessableEntity, untyped.StatusCode);
        Assert.Equal([0L, 0L], await BalancesAsync());
        using (var typed = await author.SubmitAsync(Points, Points + "?handler=Give", [.. form, ("Typed", "2")])) Assert.Equal(Points, typed.Headers.Location?.ToString());
        Assert.Equal([6000L, 6000L], await BalancesAsync());

        const string Rules = "/admin/sending-rules";
        var seen = WebUtility.HtmlDecode(Regex.Match(await author.Http.GetStringAsync(Rules, Ct), "name=\"Form.Seen\" value=\"([^\"]*)\"").Groups[1].Value);
        (string, string)[] With(string above) =>
        [
            ("Form.Seen", seen), ("Form.Quiet", "false"), ("Form.MostMessages", "2"), ("Form.MostMessagesDays", "7"), ("Form.LatestDays", "3"), ("Form.ApprovalAbove", "1000"),
            ("Form.ApprovalAbovePercent", "5"), ("Form.ApprovalForEveryone", "true"), ("Form.ExportAbove", "1000"), ("Form.GrantAbove", above),
        ];
        using (var wrong = await author.SubmitAsync(Rules, Rules, With("-1"))) Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using (var saved = await author.SubmitAsync(Rules, Rules, With("50"))) Assert.Equal(Rules, saved.Headers.Location?.ToString());
        Assert.Contains("發放核准金額：NT$10,000 → NT$50", await author.ReadAsync(Rules), StringComparison.Ordinal);
        using (var low = await author.SubmitAsync(Points, Points + "?handler=Give", ("Text", $"{members[0].CardNumber},51"), ("Form", Form()), ("Reason", "補登"))) Assert.Equal(HttpStatusCode.UnprocessableEntity, low.StatusCode);

        // At a till no clerk's own limit goes beyond it, and such a request waits for a day, not for three.
        var asked = new { points = 51, reason = "service", store = "TPE1", ask = true };
        var waiting = await till.PostAsync($"members/{members[1].Ref}/points", asked);
        Assert.Equal((HttpStatusCode.Accepted, "waiting"), (waiting.Status, waiting.Text("adjustment.state")));
        Assert.Equal(50, (await till.GetAsync("adjustments/rules")).Number("limits.perTime"));
        Assert.Equal(TimeSpan.FromHours(24), await app.DbAsync(async db => await db.PointsAdjustments.AsNoTracking().SingleAsync(Ct) is var row ? row.ExpiresAt - row.At : null));
    }

    private Task<Answer> ClaimAsync(Member member, string code) => till.PostAsync("coupons/claim", new { member = member.Ref, code });

    private static string? Refused(Answer answer) => answer.Code;

    private async Task<long> AskPointsAsync(Member member, long points)
    {
        using var asked = await author.SubmitAsync(Points, Points + "?handler=Give", ("Text", $"{member.CardNumber},{points}"), ("Form", Form()), ("Reason", "週年慶"));
        Assert.Equal(Approvals, asked.Headers.Location?.ToString());
        return await NewestAsync();
    }

    private static async Task ApproveAsync(BackOffice who, long id)
    {
        using var answer = await who.SubmitAsync(Approvals, Approvals + "?handler=Approve", ("id", Id(id)));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private async Task SignInAgainAsync()
    {
        using var one = await author.SignInAsync("writer", BackOffice.Password);
        using var other = await second.SignInAsync("second", BackOffice.Password);
    }

    private Task SettleAsync(PointsPolicy policy) => app.DecideAsync(_ => policy);

    private Task<long> NewestAsync() => app.DbAsync(db => db.GrantRequests.MaxAsync(r => r.Id, Ct));
    private Task<int> CouponsAsync() => app.DbAsync(db => db.Coupons.CountAsync(Ct));
    private Task<List<long>> BalancesAsync() => app.DbAsync(db => db.Members.OrderBy(m => m.Id).Select(m => m.PointsBalance).ToListAsync(Ct));
    private static async Task<string> TextOf(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    private static string Form() => Guid.NewGuid().ToString("N");
    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);
}
