using System.Net;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed class StorePagesTests
{
    [Fact]
    public async Task A_store_is_made_and_its_channel_decides_when_its_points_can_be_spent()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        using var wrong = await browser.SubmitAsync("/admin/stores/edit", "/admin/stores/edit", ("Form.Code", "台北"), ("Form.Name", ""), ("Form.Channel", "moon"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var made = await browser.SubmitAsync("/admin/stores/edit", "/admin/stores/edit", ("Form.Code", "SHOP"), ("Form.Name", "官網"), ("Form.Channel", "web"), ("Form.Active", "true"));
        Assert.Equal("/admin/stores", made.Headers.Location?.ToString());
        Assert.Contains("網路商店（含到店取貨）", await browser.ReadAsync("/admin/stores/edit/SHOP"), StringComparison.Ordinal);

        using var changed = await browser.SubmitAsync("/admin/stores/edit/TPE1", "/admin/stores/edit/TPE1", ("Form.Name", "台北店"), ("Form.Channel", "web"), ("Form.Active", "true"));
        var member = await till.NewMemberAsync();
        await till.SellAsync(member, Till.Line("LATTE", 1, 120));
        // A web sale's points wait for the days in which its buyer may withdraw.
        Assert.True(await app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == member.Id).Select(l => l.AvailableAt).SingleAsync()) > app.Clock.Now.AddDays(7));
        Assert.Equal(2, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action.StartsWith("store."))));
    }
}
