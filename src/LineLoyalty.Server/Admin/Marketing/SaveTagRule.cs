using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Membership;
using LineLoyalty.Server.Admin.Rewards;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>A tag rule as the form sends it; which fields count depends on the kind.</summary>
public sealed record TagRuleForm
{
    public string? Tag { get; set; }
    /// <summary><c>bought</c>, <c>spent</c>, <c>hours</c>, <c>away</c> or <c>source</c>.</summary>
    public string Kind { get; set; } = "bought";
    public string? Category { get; set; }
    public List<string> Skus { get; set; } = [];
    public int? Times { get; set; } = 3;
    public int? Days { get; set; } = 60;
    public long? Amount { get; set; } = 5000;
    public int? From { get; set; } = 17;
    public int? Until { get; set; } = 24;
    public int? Percent { get; set; } = 60;
    public string? Source { get; set; }
    public bool TakesOff { get; set; } = true;
    public bool Enabled { get; set; } = true;

    public TagDemand ToDemand() => Kind switch
    {
        "spent" => new SpentMuch(Amount ?? 0, Days ?? 0),
        "hours" => new ComesAt(From ?? -1, Until ?? -1, Percent ?? 0, Times ?? 0, Days ?? 0),
        "away" => new StaysAway(Days ?? 0, Times ?? 0),
        "source" => new CameThrough(Source?.Trim() ?? ""),
        _ => new BoughtOften(string.IsNullOrWhiteSpace(Category) ? null : Category, string.IsNullOrWhiteSpace(Category) ? Skus : [], Times ?? 0, Days ?? 0),
    };

    public static TagRuleForm Of(TagRule rule)
    {
        var form = new TagRuleForm { Tag = rule.Tag, TakesOff = rule.TakesOff, Enabled = rule.Enabled };
        return rule.Demand switch
        {
            BoughtOften b => form with { Kind = "bought", Category = b.Category, Skus = [.. b.Skus], Times = b.Times, Days = b.Days },
            SpentMuch s => form with { Kind = "spent", Amount = s.Amount, Days = s.Days },
            ComesAt h => form with { Kind = "hours", From = h.From, Until = h.Until, Percent = h.Percent, Times = h.Times, Days = h.Days },
            StaysAway a => form with { Kind = "away", Days = a.Days, Times = a.Times },
            CameThrough c => form with { Kind = "source", Source = c.Source },
            _ => form,
        };
    }
}

/// <summary>Makes, changes or ends a tag rule, and applies it at once.</summary>
public sealed class SaveTagRule(LoyaltyDb db, ApplyTagRules apply, TimeProvider clock)
{
    private const int LongestTag = 40;

    public async Task<(IReadOnlyList<FormProblem> Problems, TagChanges Changes)> ExecuteAsync(TagRuleForm form, long? id, long staffId, CancellationToken ct)
    {
        var (tag, demand) = (Names.Readable(form.Tag ?? ""), form.ToDemand());
        var problems = Problems(tag, demand);
        if (await db.TagRules.AnyAsync(r => r.Tag == tag && r.Id != (id ?? 0), ct)) problems.Add(new(nameof(form.Tag), "這個標籤已經有規則。", "This tag has a rule already."));
        if (problems.Count > 0) return (problems, new(0, 0));
        TagRule rule;
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            rule = id is null ? new TagRule { Tag = tag, Demand = demand, ChangedAt = now } : await db.TagRules.SingleAsync(r => r.Id == id, ct);
            if (id is null) db.TagRules.Add(rule);
            (rule.Demand, rule.TakesOff, rule.Enabled, rule.ChangedAt) = (demand, form.TakesOff, form.Enabled, now);
            if (id is null) rule.Tag = tag;
            Note(staffId, id is null ? "tag_rule.created" : "tag_rule.changed", rule.Tag, new { demand = demand.Words(english: true), rule.TakesOff, rule.Enabled });
            await unit.CommitAsync(ct);
        }
        return ([], rule.Enabled ? await apply.ExecuteAsync(rule, ct) : new(0, 0));
    }

    /// <summary>Members keep the tags it has put on.</summary>
    public async Task DeleteAsync(long id, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TagRules.SingleOrDefaultAsync(r => r.Id == id, ct) is not { } rule) return;
        db.TagRules.Remove(rule);
        Note(staffId, "tag_rule.deleted", rule.Tag, new { });
        await unit.CommitAsync(ct);
    }

    public static List<FormProblem> Problems(string tag, TagDemand demand)
    {
        var found = new List<FormProblem>();
        if (tag.Length is 0 or > LongestTag) found.Add(new("Tag", "標籤為 1–40 個字。", "A tag has 1 to 40 characters."));
        foreach (var fault in demand.Faults())
        {
            found.Add(fault switch
            {
                "what" => new("Category", "請選擇一個類別，或至少一項商品。", "Choose a category, or at least one product."),
                "times" => new("Times", "次數請填 1–1,000。", "Give 1 to 1,000 times."),
                "days" => new("Days", "天數請填 1–1,095。", "Give 1 to 1,095 days."),
                "amount" => new("Amount", "金額請填 1–100,000,000。", "Give NT$1 to 100,000,000."),
                "hours" => new("From", "時段請填 0–24 點，開始與結束不能相同。", "Give hours of 0 to 24 that differ."),
                "percent" => new("Percent", "比例請填 1–100。", "Give 1 to 100 percent."),
                _ => new FormProblem("Source", "請填寫來源。", "Give the source."),
            });
        }
        return found;
    }

    private void Note(long staffId, string action, string subject, object data) => db.AuditEntries.Add(new AuditEntry
    {
        At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = action, Subject = subject, Data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web),
    });
}
