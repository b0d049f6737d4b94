using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Outside;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

public sealed class PlanRow
{
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public string? From { get; set; }
    public long? Fee { get; set; }
    public long? Included { get; set; }
    public string? AddOns { get; set; }
}

/// <summary>Which of LINE's plans the brand has, and the dated prices that forecasts are reckoned with.</summary>
public sealed class PushPlanModel(LoyaltyDb db, LinePlans plans, ReadSendingRules rules, IEnumerable<IOutsideSender> senders, BrandTime time) : AdminPage
{
    private const int MostRows = 60;
    public static readonly Refusal Invalid = new("line_plan.invalid", "A row is not complete: code, day, fee, messages, and prices as in \"1: 0.2, 10001: 0.18\".", "有一列未填完整：請填代號、生效日、月費、含則數，加購單價格式如「1: 0.2, 10001: 0.18」。", 422);

    public IReadOnlyList<IOutsideSender> Senders { get; } = [.. senders.OrderBy(s => s.Channel)];
    [BindProperty] public string? Chosen { get; set; }
    [BindProperty] public List<PlanRow> Rows { get; set; } = [];

    /// <summary>What went by each since the month began.</summary>
    public IReadOnlyDictionary<OutsideChannel, ChannelUse> Month { get; private set; } = new Dictionary<OutsideChannel, ChannelUse>();
    public IReadOnlyList<(string Code, string Name)> Choices { get; private set; } = [];

    public SendingRules Rules { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await ReadAroundAsync(ct);
        var table = await plans.ReadAsync(ct);
        Chosen = table.Chosen;
        Rows = [.. table.Plans.Select(p => new PlanRow { Code = p.Code, Name = p.Name, NameEn = p.NameEn, From = p.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Fee = p.Fee, Included = p.Included, AddOns = p.AddOnText() }), new PlanRow()];
        Choices = Names();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        List<LinePlan> read = [];
        foreach (var row in Rows.Where(r => !string.IsNullOrWhiteSpace(r.Code)))
        {
            if (Read(row) is not { } plan || read.Count >= MostRows || read.Exists(p => (p.Code, p.From) == (plan.Code, plan.From))) return await AgainAsync(ct);
            read.Add(plan);
        }
        if (read.Count == 0 || (!string.IsNullOrEmpty(Chosen) && !read.Exists(p => p.Code == Chosen))) return await AgainAsync(ct);
        var table = new LinePlanTable(string.IsNullOrEmpty(Chosen) ? null : Chosen, [.. read.OrderBy(p => p.From).ThenBy(p => p.Included)]);
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            await plans.SaveAsync(table, ct);
            db.AuditEntries.Add(new AuditEntry { At = time.Now, StaffId = Me.Id, Action = "line_plan.changed", Subject = table.Chosen, Data = JsonSerializer.Serialize(table.Plans, JsonSerializerOptions.Web) });
            await unit.CommitAsync(ct);
        }
        Notice("已儲存。", "Saved.");
        return Redirect("/admin/pushes/plan");
    }

    private async Task ReadAroundAsync(CancellationToken ct)
    {
        Rules = await rules.ExecuteAsync(ct);
        var since = time.StartOf(new DateOnly(time.Today.Year, time.Today.Month, 1));
        // A message is sent at most two days after it was last due: the index is by that.
        var early = since.AddDays(-2);
        Month = await db.OutsideMessages.Where(m => m.State == OutsideState.Sent && m.DueAt >= early && m.FinishedAt >= since).GroupBy(m => m.Channel)
            .Select(g => new { g.Key, Messages = g.Count(), People = g.Select(m => m.MemberId).Distinct().Count(), Milli = g.Sum(m => m.CostMilli) }).ToDictionaryAsync(g => g.Key, g => new ChannelUse(g.Messages, g.People, g.Milli), ct);
    }

    private async Task<IActionResult> AgainAsync(CancellationToken ct)
    {
        await ReadAroundAsync(ct);
        Choices = Names();
        return Refused(Invalid);
    }

    private List<(string Code, string Name)> Names() => [.. Rows.Where(r => !string.IsNullOrWhiteSpace(r.Code)).DistinctBy(r => r.Code).Select(r => (r.Code!, (W.IsEnglish ? r.NameEn : r.Name) ?? r.Code!))];

    private static LinePlan? Read(PlanRow row)
    {
        if (row is not { Code: { Length: <= 20 } code, Fee: >= 0 and <= 10_000_000, Included: >= 0 and <= 1_000_000_000 }) return null;
        if (!DateOnly.TryParseExact(row.From, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) || LinePlan.ReadAddOns(row.AddOns) is not { } addOns) return null;
        var name = string.IsNullOrWhiteSpace(row.Name) ? code : row.Name.Trim();
        return name.Length > 40 ? null : new LinePlan(code.Trim(), name, string.IsNullOrWhiteSpace(row.NameEn) ? name : row.NameEn.Trim(), from, row.Fee.Value, row.Included.Value, addOns);
    }
}
