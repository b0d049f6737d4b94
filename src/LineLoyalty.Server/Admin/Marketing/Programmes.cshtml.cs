using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Marketing;

public sealed class ProgrammesModel(ReadProgrammes read, AnnounceDefault announce, LoyaltyDb db, BrandTime time) : AdminPage
{
    /// <summary>One of the numbers, to list the people behind it.</summary>
    [BindProperty(SupportsGet = true)] public string? Step { get; set; }

    public IReadOnlyList<ProgrammeView> Programmes { get; private set; } = [];
    public IReadOnlyList<ProgrammeRun> Runs { get; private set; } = [];
    public ProgrammeNumber? Chosen { get; private set; }
    public IReadOnlyList<ProgrammePerson> People { get; private set; } = [];
    public IReadOnlyList<string> Limits { get; private set; } = [];
    public AnnounceLevel Announce { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Programmes = await read.ExecuteAsync(ct);
        Runs = await read.RunsAsync(ct);
        Limits = await read.LimitsAsync(ct);
        Announce = await announce.ReadAsync(ct);
        Chosen = Programmes.SelectMany(p => p.Numbers).FirstOrDefault(n => n.Key == Step);
        if (Chosen is not null) People = await read.PeopleAsync(Chosen.Key, ct);
    }

    public async Task<IActionResult> OnPostAnnounceAsync(AnnounceLevel level, CancellationToken ct)
    {
        if (!ModelState.IsValid || !Enum.IsDefined(level)) return BadRequest();
        await using var unit = await db.BeginWriteAsync(ct);
        var before = await announce.ReadAsync(ct);
        if (before != level)
        {
            await announce.WriteAsync(level, ct);
            db.AuditEntries.Add(new AuditEntry
            {
                At = time.Now, StaffId = Me.Id, Action = "announcements.changed", Subject = level.ToString(), Data = JsonSerializer.Serialize(new { before = before.ToString() }, JsonSerializerOptions.Web),
            });
        }
        await unit.CommitAsync(ct);
        Notice("已儲存。會員自己選過的不受影響。", "Saved. Members who have chosen for themselves keep their choice.");
        return Redirect("/admin/programmes");
    }

    public IReadOnlyList<(AnnounceLevel Level, string Name, string Hint)> Levels =>
    [
        (AnnounceLevel.Every, W["每次通知", "Everything"], W["每筆集點、折抵、優惠券使用、退貨與調整都會用推播告知，會計入訊息用量", "Every purchase, use, return and correction; these pushes count towards the message quota"]),
        (AnnounceLevel.Important, W["只通知重要的", "What matters"], W["到期、等級變動、收到優惠券與贈點", "Expiry, level changes, coupons and points that arrive"]),
        (AnnounceLevel.Tiers, W["只通知等級變動", "Level changes only"], W["其他異動請會員自行在會員卡查看", "Everything else is on the card"]),
        (AnnounceLevel.None, W["不通知", "Nothing"], W["連等級變動也不通知", "Not even level changes"]),
    ];
}
