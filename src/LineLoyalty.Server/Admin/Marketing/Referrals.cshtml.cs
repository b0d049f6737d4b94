using LineLoyalty.Data;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

public sealed record ReferralForm
{
    public bool Enabled { get; set; }
    public string? InviterCoupon { get; set; }
    public string? FriendCoupon { get; set; }
    public long? MinimumSpend { get; set; } = 1;
    public int? WaitDays { get; set; } = 7;
    public int? MostPerMonth { get; set; } = 10;

    public ReferralRules Says() => new(Enabled, Code(InviterCoupon), Code(FriendCoupon), MinimumSpend ?? 0, WaitDays ?? -1, MostPerMonth ?? 0);

    private static string? Code(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

public sealed record ReferralRow(Referral Referral, string InviterRef, string Inviter, string FriendRef, string Friend);

/// <summary>What bringing friends gives, and how it goes.</summary>
public sealed class ReferralsModel(LoyaltyDb db, TimeProvider clock) : AdminPage
{
    private const int Newest = 100;

    [BindProperty(SupportsGet = true)] public ReferralState? State { get; set; }
    [BindProperty] public ReferralForm Form { get; set; } = new();

    public IReadOnlyDictionary<ReferralState, int> Counts { get; private set; } = new Dictionary<ReferralState, int>();
    public IReadOnlyList<ReferralRow> Rows { get; private set; } = [];
    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var rules = await ReferralRules.ReadAsync(db, ct);
        Form = new ReferralForm { Enabled = rules.Enabled, InviterCoupon = rules.InviterCoupon, FriendCoupon = rules.FriendCoupon, MinimumSpend = rules.MinimumSpend, WaitDays = rules.WaitDays, MostPerMonth = rules.MostPerMonth };
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var says = Form.Says();
        void Wrong(string field, string chinese, string english) => ModelState.AddModelError("Form." + field, W[chinese, english]);
        if (says.MinimumSpend is < 1 or > 1_000_000) Wrong("MinimumSpend", "請填 1–1,000,000。", "Give 1 to 1,000,000.");
        if (says.WaitDays is < 0 or > 90) Wrong("WaitDays", "請填 0–90 天。", "Give 0 to 90 days.");
        if (says.MostPerMonth is < 1 or > 1000) Wrong("MostPerMonth", "請填 1–1,000。", "Give 1 to 1,000.");
        foreach (var (field, code) in new[] { ("InviterCoupon", says.InviterCoupon), ("FriendCoupon", says.FriendCoupon) })
        {
            if (code is not null && !await db.CouponDefinitions.AnyAsync(d => d.Code == code && d.Active, ct)) Wrong(field, "請選擇發行中的優惠券。", "Choose an active coupon.");
        }
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await LoadAsync(ct);
            return Page();
        }
        await says.WriteAsync(db, ct);
        db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = "referral.changed", Data = says.ToJson() });
        await db.SaveChangesAsync(ct);
        Notice("推薦活動已儲存。", "Saved.");
        return Redirect("/admin/referrals");
    }

    public async Task<IActionResult> OnPostRefuseAsync(long id, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var refused = await db.Referrals.Where(r => r.Id == id && (r.State == ReferralState.Joined || r.State == ReferralState.Bought))
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ReferralState.Refused).SetProperty(r => r.Reason, ReferralReasons.Staff).SetProperty(r => r.EndedAt, now), ct);
        if (refused > 0) db.AuditEntries.Add(new AuditEntry { At = now, StaffId = Me.Id, Action = "referral.refused", Subject = $"{id}" });
        await unit.CommitAsync(ct);
        return Redirect("/admin/referrals");
    }

    /// <summary>Somebody has looked at friends who came too fast: their gifts go their way.</summary>
    public async Task<IActionResult> OnPostReleaseAsync(long id, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var released = await db.Referrals.Where(r => r.Id == id && r.Reason == ReferralReasons.TooFast && (r.State == ReferralState.Joined || r.State == ReferralState.Bought))
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.Reason, (string?)null), ct);
        if (released > 0) db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = "referral.released", Subject = $"{id}" });
        await unit.CommitAsync(ct);
        return Redirect("/admin/referrals");
    }

    public string Word(ReferralState state) => state switch
    {
        ReferralState.Joined => W["已加入，尚未消費", "Joined, not bought"],
        ReferralState.Bought => W["已消費，等待確定", "Bought, waiting"],
        ReferralState.Rewarded => W["已發送禮物", "Rewarded"],
        ReferralState.Refused => W["不發送", "Refused"],
        _ => W["退貨收回", "Taken back"],
    };

    public string Reason(string reason) => reason switch
    {
        ReferralReasons.SameLine => W["同一個 LINE 帳號", "the same LINE account"],
        ReferralReasons.SameDevice => W["同一台裝置", "the same device"],
        ReferralReasons.SameFamily => W["同一個家庭帳戶", "the same family"],
        ReferralReasons.TooFast => W["一小時內超過 5 位好友加入，請先確認", "more than 5 friends within an hour: please look first"],
        ReferralReasons.MonthLimit => W["推薦人已達當月上限，只送好友", "the inviter's month was full; the friend got theirs"],
        ReferralReasons.Staff => W["人員決定", "decided by staff"],
        _ => reason,
    };

    private async Task LoadAsync(CancellationToken ct)
    {
        Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active).OrderBy(d => d.Id).ToListAsync(ct);
        Counts = await db.Referrals.GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var wanted = State is { } state ? db.Referrals.Where(r => r.State == state) : db.Referrals;
        Rows = await (from r in wanted.AsNoTracking() join i in db.Members on r.InviterId equals i.Id join f in db.Members on r.FriendId equals f.Id orderby r.Id descending select new ReferralRow(r, i.Ref, i.Name, f.Ref, f.Name)).Take(Newest).ToListAsync(ct);
    }
}
