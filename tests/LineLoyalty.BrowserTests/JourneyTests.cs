using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>A marketer draws a journey, switches it on, and sees who walks it and what it brings.</summary>
public sealed class JourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_journey_drawn_by_hand_is_walked_and_its_numbers_are_on_the_drawing()
    {
        await using var app = await TestApp.StartAsync();
        await Imported.FriendAsync(app, "王小明", "0911111111");
        await app.AddStaffAsync("marketer", "a long passphrase for tests", StaffRole.Admin);
        await using var visit = await chromium.OpenAsync(app, 1440, 900);
        var page = visit.Page;
        await AdminTests.SignInAsync(page, "marketer", "a long passphrase for tests");
    }
}
