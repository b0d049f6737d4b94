using LineLoyalty.Data;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>Coupons that come by themselves: which there are and how many they gave.</summary>
public sealed class GiftsModel(LoyaltyDb db, TimeProvider clock, SwitchProgrammes programmes) : AdminPage
{
    public static readonly Refusal JourneySpeaks = new("gift.journey", "A journey says the same: switch it off first.", "已有旅程在做同一件事，請先關閉旅程。");

    public IReadOnlyList<(GiftRule Rule, string Coupon, int Given)> Rows { get; private set; } = [];
    public IReadOnlyList<(Tier Tier, string When, string Code, string Coupon)> OfTiers { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var english = W.IsEnglish;
        var titles = await db.CouponDefinitions.AsNoTracking().ToDictionaryAsync(d => d.Code, d => english && d.TitleEn != "" ? d.TitleEn : d.Title, ct);
        var rows = new List<(GiftRule, string, int)>();
        foreach (var rule in await db.GiftRules.AsNoTracking().OrderByDescending(r => r.Enabled).ThenBy(r => r.Id).ToListAsync(ct))
        {
            rows.Add((rule, titles.GetValueOrDefault(rule.Coupon, rule.Coupon), await GivenAsync(rule, ct)));
        }
        Rows = rows;
        var tiers = await db.Tiers.AsNoTracking().Where(t => t.Active).OrderBy(t => t.Level).ToListAsync(ct);
        OfTiers = [.. tiers.SelectMany(t => new[] { (t, W["升等時", "On reaching the level"], t.Benefits.EntryCoupon), (t, W["每月 1 日", "On the 1st of each month"], t.Benefits.MonthlyCoupon) })
            .Where(g => g.Item3 is not null).Select(g => (g.t, g.Item2, g.Item3!, titles.GetValueOrDefault(g.Item3!, g.Item3!)))];
    }

    public async Task<IActionResult> OnPostSwitchAsync(long id, CancellationToken ct)
    {
        if (await db.GiftRules.SingleOrDefaultAsync(r => r.Id == id, ct) is not { } rule) return NotFound();
        if (!rule.Enabled && await programmes.SpokenByAsync(rule.Occasion, ct) is { } journey)
        {
            Problem(JourneySpeaks with { Chinese = $"旅程「{journey}」已經在做同一件事，請先關閉旅程。", English = $"The journey “{journey}” says the same: switch it off first." });
            return Redirect("/admin/gifts");
        }
        rule.Enabled = !rule.Enabled;
        db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = rule.Enabled ? "gift.resumed" : "gift.paused", Subject = rule.Name });
        await db.SaveChangesAsync(ct);
        return Redirect("/admin/gifts");
    }

    private Task<int> GivenAsync(GiftRule rule, CancellationToken ct)
    {
        var prefix = rule.Id + ":";
        return rule.Occasion switch
        {
            GiftOccasion.CardOpening => db.Coupons.CountAsync(c => c.IssueKey != null && c.IssueKey.StartsWith("welcome:"), ct),
            GiftOccasion.Birthday => db.ProgrammeSteps.CountAsync(s => s.Programme == "birthday" && s.Key.EndsWith(":coupon"), ct),
            _ => db.ProgrammeSteps.CountAsync(s => s.Programme == "gift" && s.Key.StartsWith(prefix), ct),
        };
    }
}
