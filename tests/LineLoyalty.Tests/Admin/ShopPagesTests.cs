using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed class ShopPagesTests
{
    [Fact]
    public async Task A_coupon_kind_is_checked_kept_and_fixed_once_somebody_holds_it()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        (string, string)[] form = [("Form.Code", "weekend-15"), ("Form.Kind", "Percent"), ("Form.Value", "15"), ("Form.ValidDays", "10"), ("Form.Title", "週末 85 折"), ("Form.Active", "true")];

        using var uncapped = await browser.SubmitAsync("/admin/coupons/edit", "/admin/coupons/edit", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, uncapped.StatusCode);
        using var made = await browser.SubmitAsync("/admin/coupons/edit", "/admin/coupons/edit", [.. form, ("Form.MaximumDiscount", "100"), ("Form.IssueLimit", "500")]);
        Assert.Equal("/admin/coupons/weekend-15", made.Headers.Location?.ToString());
        var page = await browser.ReadAsync("/admin/coupons/weekend-15");
        Assert.Contains("85 折", page, StringComparison.Ordinal);
        Assert.Contains("NT$50,000", page, StringComparison.Ordinal);

        await BackOffice.FriendAsync(app, "0912000001", "陳一");
        var member = "/admin/members/" + await app.DbAsync(db => db.Members.Select(m => m.Ref).SingleAsync());
        using var given = await browser.SubmitAsync(member, member + "?handler=Coupon", ("definition", "weekend-15"), ("reason", "活動"), ("form", Guid.NewGuid().ToString()));
        using var changed = await browser.SubmitAsync("/admin/coupons/edit/weekend-15", "/admin/coupons/edit/weekend-15", ("Form.Value", "90"), ("Form.ValidDays", "20"), ("Form.Title", "新名稱"), ("Form.Active", "true"));
        var kept = await app.DbAsync(db => db.CouponDefinitions.SingleAsync(d => d.Code == "weekend-15"));
        Assert.Equal((15L, 100L, "新名稱", 20), (kept.Value, kept.MaximumDiscount, kept.Title, kept.ValidDays));
        Assert.Contains("陳一", await browser.ReadAsync("/admin/coupons/weekend-15?state=usable"), StringComparison.Ordinal);
        Assert.DoesNotContain("陳一", await browser.ReadAsync("/admin/coupons/weekend-15?state=redeemed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_till_key_works_until_it_is_revoked()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        using var browser = await BackOffice.SignedInAsync(app);
        using var made = await browser.SubmitAsync("/admin/pos-keys", "/admin/pos-keys?handler=Create", ("name", "信義店"), ("scopes", "members"), ("days", "30"));
        var text = Regex.Match(await made.Content.ReadAsStringAsync(ct), "pos_[0-9a-f]{12}_[A-Za-z0-9_-]{43}").Value;
        Assert.NotEmpty(text);
        Assert.DoesNotContain(text, await browser.ReadAsync("/admin/pos-keys"), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.Unauthorized, await TryAsync());

        using var revoked = await browser.SubmitAsync("/admin/pos-keys", "/admin/pos-keys?handler=Revoke", ("keyId", text.Split('_')[1]));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync());
        Assert.Equal(2, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action.StartsWith("pos_key.") && a.StaffId != null, ct)));

        async Task<HttpStatusCode> TryAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/pos/v1/stores");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text);
            using var answer = await app.Http.SendAsync(request, ct);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Every_list_is_complete_in_English_too()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        using var chosen = await browser.SubmitAsync("/admin", "/admin/account?handler=Language", ("language", "en"), ("returnUrl", "/admin/members"));
        Assert.Equal("/admin/members", chosen.Headers.Location?.ToString());
        foreach (var path in new[] { "/admin", "/admin/members", "/admin/coupons", "/admin/coupons/welcome", "/admin/coupons/edit", "/admin/pushes", "/admin/programmes", "/admin/staff", "/admin/staff/audit", "/admin/pos-keys", "/admin/account" })
        {
            var words = Regex.Replace(Regex.Replace(await browser.ReadAsync(path), "(?s)<(script|style)[^>]*>.*?</\\1>|<[^>]+>", " "), "中文|林小行|[（）：、]", " ");
            // Names the brand itself gave in Chinese (tags of the settings) are its own words.
            var left = Regex.Matches(words, "\\p{IsCJKUnifiedIdeographs}+").Select(m => m.Value).Where(w => w is not "瞌睡顧客").ToList();
            Assert.True(left.Count == 0, $"{path}: {string.Join(" ", left)}");
        }
    }
}
