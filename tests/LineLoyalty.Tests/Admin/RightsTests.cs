using System.Net;
using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Admin;

/// <summary>Every page of the back office against every role. A new page fails here until somebody says who may open it.</summary>
public sealed class RightsTests
{
    private enum Who { Anyone, Clerk, Marketer, Admin }

    private static readonly Dictionary<string, Who> Table = new()
    {
        ["admin/sign-in"] = Who.Anyone,
        ["admin/sign-out"] = Who.Anyone,
        ["admin/welcome"] = Who.Anyone,
        ["admin/forbidden"] = Who.Anyone,
        ["admin/account"] = Who.Clerk,
        ["admin/tasks"] = Who.Clerk,
        ["admin"] = Who.Marketer,
        ["admin/members"] = Who.Marketer,
        ["admin/members/{reference}"] = Who.Marketer,
        ["admin/points"] = Who.Marketer,
        ["admin/points/edit/{existing?}"] = Who.Marketer,
        ["admin/points/grants"] = Who.Marketer,
        ["admin/approvals"] = Who.Marketer,
        ["admin/points/liability"] = Who.Marketer,
        ["admin/points/policy"] = Who.Marketer,
        ["admin/points/try"] = Who.Marketer,
        ["admin/coupons"] = Who.Marketer,
        ["admin/coupons/{code}"] = Who.Marketer,
        ["admin/coupons/{code}/codes"] = Who.Marketer,
        ["admin/coupons/{code}/give"] = Who.Marketer,
        ["admin/coupons/edit/{existing?}"] = Who.Marketer,
        ["admin/line-coupons"] = Who.Marketer,
        ["admin/line-coupons/new"] = Who.Marketer,
        ["admin/line-coupons/{id}"] = Who.Marketer,
        ["admin/rewards"] = Who.Marketer,
        ["admin/rewards/edit/{existing?}"] = Who.Marketer,
        ["admin/stamps"] = Who.Marketer,
        ["admin/stamps/edit/{existing?}"] = Who.Marketer,
        ["admin/stamps/try"] = Who.Marketer,
        ["admin/missions"] = Who.Marketer,
        ["admin/missions/edit/{existing?}"] = Who.Marketer,
        ["admin/draws"] = Who.Marketer,
        ["admin/draws/{code}"] = Who.Marketer,
        ["admin/draws/edit/{existing?}"] = Who.Marketer,
        ["admin/tiers"] = Who.Marketer,
        ["admin/tiers/edit/{existing?}"] = Who.Marketer,
        ["admin/sources"] = Who.Marketer,
        ["admin/sources/{code}"] = Who.Marketer,
        ["admin/tags"] = Who.Marketer,
        ["admin/tags/rule/{id:long?}"] = Who.Marketer,
        ["admin/gifts"] = Who.Marketer,
        ["admin/journeys"] = Who.Marketer,
        ["admin/journeys/edit/{id:long?}"] = Who.Marketer,
        ["admin/journeys/{id:long}/on"] = Who.Marketer,
        ["admin/segments"] = Who.Marketer,
        ["admin/segments/edit/{id:long?}"] = Who.Marketer,
        ["admin/scores"] = Who.Marketer,
        ["admin/gifts/edit/{id:long?}"] = Who.Marketer,
        ["admin/pushes"] = Who.Marketer,
        ["admin/pushes/edit/{id:long?}"] = Who.Marketer,
        ["admin/pushes/{id:long}"] = Who.Marketer,
        ["admin/pushes/plan"] = Who.Marketer,
        ["admin/pushes/{id:long}/confirm"] = Who.Marketer,
        ["admin/sending-rules"] = Who.Marketer,
        ["admin/pictures"] = Who.Marketer,
        ["admin/programmes"] = Who.Marketer,
        ["admin/stores"] = Who.Marketer,
        ["admin/stores/edit/{code?}"] = Who.Marketer,
        ["admin/referrals"] = Who.Marketer,
        ["admin/menus"] = Who.Marketer,
        ["admin/menus/edit/{id:long?}"] = Who.Marketer,
        ["admin/menus/{id:long}/delete"] = Who.Marketer,
        ["admin/vouchers/{reference}"] = Who.Marketer,
        ["admin/adjustments"] = Who.Marketer,
        ["admin/conflicts"] = Who.Marketer,
        ["admin/staff"] = Who.Admin,
        ["admin/staff/audit"] = Who.Admin,
        ["admin/pos-keys"] = Who.Admin,
    };

    [Fact]
    public async Task Every_page_lets_in_whom_the_table_names_and_nobody_else()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        var pages = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null).Select(e => e.RoutePattern.RawText!.TrimEnd('/')).Distinct().Order().ToList();
        Assert.Equal(Table.Keys.Order(), pages);

        using var guest = new BackOffice(app);
        using var clerk = await BackOffice.SignedInAsync(app, StaffRole.Clerk, "clerk");
        using var marketer = await BackOffice.SignedInAsync(app, StaffRole.Marketer, "marketer");
        using var admin = await BackOffice.SignedInAsync(app, StaffRole.Admin, "admin");
        (Who Role, BackOffice Browser)[] people = [(Who.Anyone, guest), (Who.Clerk, clerk), (Who.Marketer, marketer), (Who.Admin, admin)];
        foreach (var page in pages)
        {
            var path = "/" + page.Replace("{id:long?}", "", StringComparison.Ordinal).Replace("{existing?}", "", StringComparison.Ordinal)
                .Replace("{id:long}", "1", StringComparison.Ordinal).Replace("{code}", "welcome", StringComparison.Ordinal).Replace("{reference}", "0000000000000000", StringComparison.Ordinal);
            foreach (var (role, browser) in people)
            {
                using var answer = await browser.Http.GetAsync(path, ct);
                var to = answer.Headers.Location?.ToString() ?? "";
                var refused = to.StartsWith(role == Who.Anyone ? "/admin/sign-in" : "/admin/forbidden", StringComparison.Ordinal);
                Assert.True(refused == role < Table[page], $"{role} at {path}: {(int)answer.StatusCode} {to}");
                Assert.True((int)answer.StatusCode < 500, $"{role} at {path}: {(int)answer.StatusCode}");
            }
        }
    }
}
