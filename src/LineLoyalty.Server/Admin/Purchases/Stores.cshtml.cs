using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Purchases.CheckIns;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QRCoder;

namespace LineLoyalty.Server.Admin.Purchases;

public sealed class StoresModel(LoyaltyDb db, CheckInCodes codes, BrandTime time, IOptions<LineOptions> line) : AdminPage
{
    /// <summary>Code of the store whose poster is shown.</summary>
    [BindProperty(SupportsGet = true)] public string? Poster { get; set; }

    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public Store? Shown { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Stores = await db.Stores.AsNoTracking().OrderByDescending(s => s.Active).ThenBy(s => s.Code).ToListAsync(ct);
        Shown = Stores.FirstOrDefault(s => s.Code == Poster && s.Active);
    }

    /// <summary>Replaces the code: the old poster, and every photograph of it, no longer works.</summary>
    public async Task<IActionResult> OnPostRotateAsync(string code, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Stores.SingleOrDefaultAsync(s => s.Code == code && s.Active, ct) is not { } store) return NotFound();
        store.CheckInRound++;
        db.AuditEntries.Add(new AuditEntry
        {
            At = time.Now, StaffId = Me.Id, Action = "store.check_in_replaced", Subject = store.Code, Data = JsonSerializer.Serialize(new { round = store.CheckInRound }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        Notice("已更換打卡碼，請列印並換上新的海報。", "The check-in code has been replaced. Please print and put up the new poster.");
        return Redirect($"/admin/stores?poster={Uri.EscapeDataString(store.Code)}#poster");
    }

    public string LinkOf(Store store) => line.Value.LiffLink("check-in/" + codes.Of(store));

    public string QrOf(Store store)
    {
        using var data = QRCodeGenerator.GenerateQrCode(LinkOf(store), QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        return svg.GetGraphic(8, "#111827", "#ffffff", drawQuietZones: true, sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);
    }
}
