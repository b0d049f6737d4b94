using System.Net;
using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed class SignInTests
{
    [Fact]
    public async Task An_invitation_makes_one_account()
    {
        await using var app = await TestApp.StartAsync();
        var link = await BackOffice.InvitationAsync(app, StaffRole.Marketer);
        using var first = new BackOffice(app);
        using var second = new BackOffice(app);
        using var made = await first.SubmitAsync(link, link, ("DisplayName", "王行銷"), ("UserName", "wang"), ("Password", BackOffice.Password));
        using var again = await second.SubmitAsync("/admin/sign-in", link, ("DisplayName", "別人"), ("UserName", "other"), ("Password", BackOffice.Password));

        Assert.Equal("/admin", made.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("已使用過", WebUtility.HtmlDecode(await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.Equal(["wang"], await app.DbAsync(db => db.StaffAccounts.Select(s => s.UserName).ToListAsync()));
        Assert.Contains("總覽", await first.ReadAsync("/admin"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_for_a_while()
    {
        await using var app = await TestApp.StartAsync();
        using var owner = await BackOffice.SignedInAsync(app);
        using var browser = new BackOffice(app);
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await browser.SignInAsync("lin", "not the password " + i);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        }
        using var locked = await browser.SignInAsync("lin", BackOffice.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, locked.StatusCode);

        app.Clock.Advance(TimeSpan.FromMinutes(16));
        using var open = await browser.SignInAsync("LIN", BackOffice.Password);
        Assert.Equal(HttpStatusCode.Redirect, open.StatusCode);
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_the_next_request()
    {
        await using var app = await TestApp.StartAsync();
        using var admin = await BackOffice.SignedInAsync(app);
        using var marketer = await BackOffice.SignedInAsync(app, StaffRole.Marketer, "wang");
        Assert.Contains("會員", await marketer.ReadAsync("/admin/members"), StringComparison.Ordinal);
        var id = await app.DbAsync(db => db.StaffAccounts.Where(s => s.UserName == "wang").Select(s => s.Id).SingleAsync());

        using var disabled = await admin.SubmitAsync("/admin/staff", "/admin/staff?handler=Disable", ("id", $"{id}"));
        using var after = await marketer.Http.GetAsync("/admin/members", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, disabled.StatusCode);
        Assert.StartsWith("/admin/sign-in", after.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using var app = await TestApp.StartAsync();
        using var admin = await BackOffice.SignedInAsync(app);
        var id = await app.DbAsync(db => db.StaffAccounts.Select(s => s.Id).SingleAsync());
        using var _ = await admin.SubmitAsync("/admin/staff", "/admin/staff?handler=Disable", ("id", $"{id}"));
        Assert.Contains("不能停用最後一位管理員", await admin.ReadAsync("/admin/staff"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        await using var app = await TestApp.StartAsync();
        using var admin = await BackOffice.SignedInAsync(app);
        var ct = TestContext.Current.CancellationToken;
        foreach (var path in new[] { "/admin/staff?handler=Invite", "/admin/pos-keys?handler=Create", "/admin/coupons/edit", "/admin/pushes/edit?handler=Save", "/admin/sign-out" })
        {
            using var answer = await admin.Http.PostAsync(path, new FormUrlEncodedContent([KeyValuePair.Create("role", "Admin"), KeyValuePair.Create("name", "x"), KeyValuePair.Create("scopes", "members"), KeyValuePair.Create("days", "1")]), ct);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
        Assert.Equal(0, await app.DbAsync(db => db.PosKeys.CountAsync(ct)));
        Assert.Contains("總覽", await admin.ReadAsync("/admin"), StringComparison.Ordinal);
    }
}
