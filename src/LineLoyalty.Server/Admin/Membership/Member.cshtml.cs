using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Server.Admin.Rewards;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <summary>One member: who they are, what they have, what happened.</summary>
public sealed class MemberModel(LoyaltyDb db, Vault vault, ReadCard cards, ReadPoints points, ReadCoupons coupons, ReadTimeline timeline, ChangeMember change, AdjustPoints adjust, AddStamps addStamps, ForeseeGrant foresee) : AdminPage
{
    private const int Newest = 50;

    [BindProperty(SupportsGet = true)] public string Reference { get; set; } = "";
    /// <summary><c>timeline</c>, <c>purchases</c>, <c>points</c>, <c>coupons</c> or <c>tiers</c>.</summary>
    [BindProperty(SupportsGet = true)] public string? Tab { get; set; }
    [BindProperty(SupportsGet = true)] public string? Before { get; set; }

    public Member Member { get; private set; } = null!;
    public MemberCard Card { get; private set; } = null!;
    public string? Phone { get; private set; }
    public string? Email { get; private set; }
    public UnmaskedMember? Unmasked { get; private set; }
    public LineAccount? Account { get; private set; }
    public IReadOnlyList<MemberTag> Tags { get; private set; } = [];
    public IReadOnlyList<MemberEvent> TagHistory { get; private set; } = [];
    public TagSources TagSources { get; private set; } = null!;
    /// <summary>Name of the source the member joined through, and of the store.</summary>
    public string? JoinedAt { get; private set; }
    public string? JoinStore { get; private set; }
    public IReadOnlyList<string> KnownTags { get; private set; } = [];
    public IReadOnlyList<Tier> Tiers { get; private set; } = [];
    public IReadOnlyList<CouponDefinition> Kinds { get; private set; } = [];
    public TimelinePage? Timeline { get; private set; }
    public IReadOnlyList<Purchase> Purchases { get; private set; } = [];
    public IReadOnlyDictionary<long, string> Stores { get; private set; } = new Dictionary<long, string>();
    /// <summary>Above how many points somebody else has to agree.</summary>
    public GrantForecast? Forecast { get; private set; }
    public PointsView? Points { get; private set; }
    public IReadOnlyList<PointsEntry> Entries { get; private set; } = [];
    public IReadOnlyList<CouponView> Coupons { get; private set; } = [];
    public IReadOnlyList<TierPeriod> Periods { get; private set; } = [];
    public IReadOnlyList<StampEntry> StampEntries { get; private set; } = [];
    public IReadOnlyList<StampCard> StampCards { get; private set; } = [];
    public StampKinds? StampKinds { get; private set; }
    public string Form { get; } = Guid.NewGuid().ToString("N");

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostUnmaskAsync(string? reason, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (!(await change.UnmaskAsync(Reference, reason, Me.Id, ct)).Succeeded(out var unmasked, out var refusal)) return Refused(refusal, "unmask");
        Unmasked = unmasked;
        return Page();
    }

    public async Task<IActionResult> OnPostEmailAsync(string? email, bool agreed, CancellationToken ct)
    {
        if (!(await change.SetEmailAsync(Reference, email, agreed, Me.Id, ct)).Succeeded(out var masked, out var refusal)) Problem(refusal);
        else if (masked is null) Notice("已移除電子郵件。", "The e-mail address is gone.");
        else Notice($"電子郵件已更新為 {masked}。", $"The e-mail address is {masked} now.");
        return Back();
    }

    public async Task<IActionResult> OnPostAddTagAsync(string? tag, CancellationToken ct)
    {
        if (!(await change.AddTagAsync(Reference, tag, Me.Id, ct)).Succeeded(out var name, out var refusal)) Problem(refusal);
        else Notice($"已貼上標籤「{name}」。", $"Tagged “{name}”.");
        return Back();
    }

    public async Task<IActionResult> OnPostRemoveTagAsync(string? tag, CancellationToken ct)
    {
        if (!(await change.RemoveTagAsync(Reference, tag, Me.Id, ct)).Succeeded(out var name, out var refusal)) Problem(refusal);
        else Notice($"已移除標籤「{name}」。", $"Tag “{name}” removed.");
        return Back();
    }

    public async Task<IActionResult> OnPostCouponAsync(string? definition, string? reason, string? form, CancellationToken ct)
    {
        if (!(await change.GiveCouponAsync(Reference, definition, reason, form, Me.Id, ct)).Succeeded(out var granted, out var refusal)) Problem(refusal);
        else if (granted.Waits) return Waits();
        else Notice("優惠券已放入會員的票券匣。", "The coupon is in the member's wallet.");
        return Redirect($"/admin/members/{Uri.EscapeDataString(Reference)}?tab=coupons");
    }

    public async Task<IActionResult> OnPostWithdrawAsync(string? coupon, string? reason, CancellationToken ct)
    {
        if (!(await change.WithdrawCouponAsync(Reference, coupon, reason, Me.Id, ct)).Succeeded(out var taken, out var refusal)) Problem(refusal);
        else Notice($"已收回「{taken.Definition.Title}」。", $"“{taken.Definition.TitleEn}” is withdrawn.");
        return Redirect(TabUrl("coupons"));
    }

    public async Task<IActionResult> OnPostPointsAsync(long? points, string? reason, string? form, long? typed, CancellationToken ct)
    {
        if (!(await adjust.ExecuteAsync(Reference, points, reason, form, typed, Me.Id, ct)).Succeeded(out var granted, out var refusal)) Problem(refusal);
        else if (granted.Given is not { } now) return Waits();
        else Notice($"點數已調整，目前可用 {Show.Number(now)} 點。", $"Points adjusted; {Show.Number(now)} can be used now.");
        return Redirect($"/admin/members/{Uri.EscapeDataString(Reference)}?tab=points");
    }

    public async Task<IActionResult> OnPostStampsAsync(string? card, int? stamps, string? reason, string? form, CancellationToken ct)
    {
        if (!(await addStamps.ExecuteAsync(Reference, card, stamps, reason, form, Me.Id, ct)).Succeeded(out var added, out var refusal)) Problem(refusal);
        else Notice($"已補點，目前 {added.Count}／{added.Size}。", $"Added; {added.Count} of {added.Size} now.");
        return Redirect(TabUrl("stamps"));
    }

    public async Task<IActionResult> OnPostTierAsync(string? tier, DateOnly? until, string? reason, CancellationToken ct)
    {
        if (!(await change.SetTierAsync(Reference, tier, until, reason, Me.Id, ct)).Succeeded(out var set, out var refusal)) Problem(refusal);
        else Notice($"等級已設定為「{set.Name}」。", $"The tier is now “{set.NameEn}”.");
        return Redirect(TabUrl("tiers"));
    }

    public string TabUrl(string tab) => $"/admin/members/{Reference}" + (tab == "timeline" ? "" : "?tab=" + tab);

    public string TierName(int level) => Tiers.FirstOrDefault(t => t.Level == level)?.NameIn(W.Language) ?? "?";

    private RedirectResult Back() => Redirect($"/admin/members/{Uri.EscapeDataString(Reference)}");

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Ref == Reference && m.ErasedAt == null, ct) is not { } member) return false;
        (Member, Card) = (member, (await cards.ExecuteAsync(member.Id, ct))!);
        (Phone, Email) = (PhoneNumber.MaskOf(vault, member.PhoneSealed), EmailAddress.MaskOf(vault, member.EmailSealed));
        Account = await db.LineAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.MemberId == member.Id, ct);
        Tags = await db.MemberTags.AsNoTracking().Where(t => t.MemberId == member.Id).OrderBy(t => t.AddedAt).ToListAsync(ct);
        TagHistory = await db.MemberEvents.AsNoTracking().Where(e => e.MemberId == member.Id && (e.Kind == MemberEvents.TagAdded || e.Kind == MemberEvents.TagRemoved)).OrderByDescending(e => e.Id).Take(Newest).ToListAsync(ct);
        TagSources = await Membership.TagSources.ReadAsync(db, W, ct);
        JoinedAt = await db.JoinSources.Where(s => s.Code == member.JoinSource).Select(s => s.Name).FirstOrDefaultAsync(ct) ?? member.JoinSource;
        JoinStore = member.JoinStore is { } joinStore ? await db.Stores.Where(s => s.Code == joinStore).Select(s => s.Name).FirstOrDefaultAsync(ct) ?? joinStore : null;
        KnownTags = await db.MemberTags.Select(t => t.Name).Distinct().OrderBy(t => t).Take(200).ToListAsync(ct);
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        Kinds = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active).OrderBy(d => d.Id).ToListAsync(ct);
        switch (Tab)
        {
            case "purchases":
                Purchases = await db.Purchases.AsNoTracking().Include(p => p.Lines).Where(p => p.MemberId == member.Id).OrderByDescending(p => p.OccurredAt).Take(Newest).ToListAsync(ct);
                Stores = await db.Stores.AsNoTracking().ToDictionaryAsync(s => s.Id, s => W.IsEnglish && s.NameEn != "" ? s.NameEn : s.Name, ct);
                break;
            case "stamps":
                StampEntries = await db.StampEntries.AsNoTracking().Where(e => e.MemberId == member.Id).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(Newest).ToListAsync(ct);
                StampCards = await db.StampCards.AsNoTracking().Include(c => c.Rewards).Where(c => c.MemberId == member.Id).OrderByDescending(c => c.Id).Take(Newest).ToListAsync(ct);
                StampKinds = await LineLoyalty.Rewards.Stamps.StampKinds.ReadAsync(db, ct);
                break;
            case "points":
                Points = await points.ExecuteAsync(member.Id, ct);
                Forecast = await foresee.PointsAsync(1, 1, Me.Id, ct);
                Entries = await db.PointsEntries.AsNoTracking().Where(e => e.MemberId == member.Id).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(Newest).ToListAsync(ct);
                break;
            case "coupons":
                Coupons = await coupons.OfAsync(member.Id, ct);
                break;
            case "tiers":
                Periods = await db.TierPeriods.AsNoTracking().Where(p => p.MemberId == member.Id).OrderByDescending(p => p.FromAt).ThenByDescending(p => p.Id).Take(Newest).ToListAsync(ct);
                break;
            default:
                Tab = "timeline";
                Timeline = await timeline.ExecuteAsync(member.Id, Before, ct);
                break;
        }
        return true;
    }
}
