using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Server.Admin.Rewards;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <param name="Phone">As its owner writes it.</param>
public sealed record UnmaskedMember(string? Phone, string? Birthday, string? Email);

/// <summary>What staff do to one member; each leaves an audit row in the same transaction.</summary>
public sealed class ChangeMember(LoyaltyDb db, Vault vault, BrandTime time, IssueCoupon issue, WithdrawCoupon withdraw, EvaluateTier tiers, WeighCoupon weigh, ApproveGrant approve)
{
    private const int LongestTag = 40;
    private const int MostTags = 30;
    private const int LongestReason = 200;

    public static readonly Refusal ReasonRequired = new("staff.reason_required", "Say why in 2 to 200 characters.", "請填寫原因（2–200 字）。", 400);
    public static readonly Refusal EmailInvalid = new("member.email_invalid", "This is not an e-mail address.", "電子郵件格式不正確。", 400);
    public static readonly Refusal EmailNeedsConsent = new("member.email_consent", "Say that the member has agreed to be written to.", "請確認會員同意收到電子郵件。", 400);
    public static readonly Refusal TagInvalid = new("member.tag_invalid", "A tag has 1 to 40 characters.", "標籤為 1–40 個字。", 400);
    public static readonly Refusal TooManyTags = new("member.too_many_tags", $"A member has at most {MostTags} tags.", $"每位會員最多 {MostTags} 個標籤。");
    public static readonly Refusal TierUnknown = new("tier.unknown", "There is no such tier.", "查無這個會員等級。", 400);
    public static readonly Refusal TierUntilPast = new("tier.until_past", "The last day has passed.", "到期日已經過了。", 400);
    public static readonly Refusal FormOutdated = new("staff.form_outdated", "Please open the form again.", "表單已失效，請重新開啟。", 400);

    public async Task<Outcome<UnmaskedMember>> UnmaskAsync(string memberRef, string? reason, long staffId, CancellationToken ct)
    {
        if (!TryReason(reason, out var why)) return ReasonRequired;
        await using var unit = await db.BeginWriteAsync(ct);
        var member = await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Ref == memberRef && m.ErasedAt == null, ct);
        if (member is null) return MemberRefusals.NotFound;
        Audit(staffId, "member.unmasked", memberRef, new { reason = why });
        await unit.CommitAsync(ct);
        return new UnmaskedMember(
            member.PhoneSealed is null ? null : PhoneNumber.Local(PhoneNumber.Open(vault, member.PhoneSealed)),
            member is { BirthMonth: { } month, BirthDay: { } day } ? new Birthday(member.BirthYear, month, day).ToString() : null,
            member.EmailSealed is null ? null : EmailAddress.Open(vault, member.EmailSealed));
    }

    /// <param name="email">Empty takes it off.</param>
    /// <param name="agreed">The member has agreed to be written to there.</param>
    /// <returns>The address masked; null when there is none now.</returns>
    public async Task<Outcome<string?>> SetEmailAsync(string memberRef, string? email, bool agreed, long staffId, CancellationToken ct)
    {
        string? address = null;
        if (!string.IsNullOrWhiteSpace(email))
        {
            if (!EmailAddress.TryParse(email, out var read)) return EmailInvalid;
            if (!agreed) return EmailNeedsConsent;
            address = read;
        }
        await using var unit = await db.BeginWriteAsync(ct);
        var id = await db.Members.Where(m => m.Ref == memberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        if (id is null || await db.TakeMemberAsync(id.Value, ct) is not { } member) return MemberRefusals.NotFound;
        (member.EmailSealed, member.EmailConfirmedAt) = (address is null ? null : EmailAddress.Seal(vault, address), address is null ? null : time.Now);
        db.Note(member, MemberEvents.EmailChanged, time.Now, new { removed = address is null, staff = staffId });
        Audit(staffId, "member.email_changed", memberRef, new { removed = address is null });
        await unit.CommitAsync(ct);
        return address is null ? (string?)null : EmailAddress.Mask(address);
    }

    public async Task<Outcome<string>> AddTagAsync(string memberRef, string? tag, long staffId, CancellationToken ct)
    {
        var name = Names.Readable(tag ?? "");
        if (name.Length is 0 or > LongestTag) return TagInvalid;
        await using var unit = await db.BeginWriteAsync(ct);
        var member = await db.Members.SingleOrDefaultAsync(m => m.Ref == memberRef && m.ErasedAt == null, ct);
        if (member is null) return MemberRefusals.NotFound;
        await db.LockMemberAsync(member.Id, ct);
        if (await db.MemberTags.AnyAsync(t => t.MemberId == member.Id && t.Name == name, ct)) return name;
        if (await db.MemberTags.CountAsync(t => t.MemberId == member.Id, ct) >= MostTags) return TooManyTags;
        db.MemberTags.Add(new MemberTag { MemberId = member.Id, Name = name, AddedAt = time.Now, Source = $"staff:{staffId}" });
        db.Note(member, MemberEvents.TagAdded, time.Now, new { tag = name, source = $"staff:{staffId}" });
        Audit(staffId, "member.tag_added", memberRef, new { tag = name });
        await unit.CommitAsync(ct);
        return name;
    }

    public async Task<Outcome<string>> RemoveTagAsync(string memberRef, string? tag, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var member = await db.Members.SingleOrDefaultAsync(m => m.Ref == memberRef && m.ErasedAt == null, ct);
        if (member is null) return MemberRefusals.NotFound;
        if (await db.MemberTags.Where(t => t.MemberId == member.Id && t.Name == tag).ExecuteDeleteAsync(ct) == 0) return tag ?? "";
        db.Note(member, MemberEvents.TagRemoved, time.Now, new { tag, source = $"staff:{staffId}" });
        Audit(staffId, "member.tag_removed", memberRef, new { tag });
        await unit.CommitAsync(ct);
        return tag!;
    }

    /// <param name="until">Last day of the level; null means until somebody changes it.</param>
    public async Task<Outcome<Tier>> SetTierAsync(string memberRef, string? tierCode, DateOnly? until, string? reason, long staffId, CancellationToken ct)
    {
        if (!TryReason(reason, out var why)) return ReasonRequired;
        if (until < time.Today) return TierUntilPast;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Tiers.AsNoTracking().SingleOrDefaultAsync(t => t.Code == tierCode, ct) is not { } tier) return TierUnknown;
        var id = await db.Members.Where(m => m.Ref == memberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        if (id is null || await db.TakeMemberAsync(id.Value, ct) is not { } member) return MemberRefusals.NotFound;
        await tiers.SetAsync(member, tier, until is { } last ? time.EndOf(last) : null, why, staffId, ct);
        Audit(staffId, "member.tier_set", memberRef, new { tier = tier.Code, until, reason = why });
        await unit.CommitAsync(ct);
        return tier;
    }

    /// <summary>Gives it at once, or asks for a second person when it can cost too much with whatever else this one gave today.</summary>
    /// <param name="form">Number of the form it was sent from: a second click gives no second coupon.</param>
    public async Task<Outcome<Granted<Coupon>>> GiveCouponAsync(string memberRef, string? definition, string? reason, string? form, long staffId, CancellationToken ct)
    {
        if (!Guid.TryParse(form, out var number)) return FormOutdated;
        var content = new GrantContent(Reason: reason, Name: definition);
        if (!(await PlanCouponAsync(memberRef, content, ct)).Succeeded(out var plan, out var refusal)) return refusal;
        // One coupon has no number worth typing where nobody else is there to ask.
        if (!(await approve.PassAsync(plan, number, plan.Count, staffId, ct)).Succeeded(out var gate, out refusal)) return refusal;
        if (gate.Waits is not null) return new Granted<Coupon>(null);
        return (await GiveCouponNowAsync(memberRef, content, number, staffId, ct)).Succeeded(out var coupon, out refusal) ? new Granted<Coupon>(coupon) : refusal;
    }

    /// <summary>What it would give and what that can cost.</summary>
    public async Task<Outcome<GrantPlan>> PlanCouponAsync(string memberRef, GrantContent content, CancellationToken ct)
    {
        if (!TryReason(content.Reason, out _)) return ReasonRequired;
        if (!await db.Members.AnyAsync(m => m.Ref == memberRef && m.ErasedAt == null, ct)) return MemberRefusals.NotFound;
        if (!await db.CouponDefinitions.AnyAsync(d => d.Code == content.Name, ct)) return CouponRefusals.DefinitionUnknown.With(("definition", content.Name ?? ""));
        var coupon = await weigh.OfAsync(content.Name!, 1, ct);
        // A single percentage without a ceiling, by which a guest is appeased, is bounded by what one person buys at once.
        return new GrantPlan(GrantKind.CouponOfMember, memberRef, content, 1, coupon.Liability ?? 0, coupon.Meaning);
    }

    /// <summary>Gives what has been decided on, once for each form.</summary>
    internal async Task<Outcome<Coupon>> GiveCouponNowAsync(string memberRef, GrantContent content, Guid number, long staffId, CancellationToken ct)
    {
        if (!TryReason(content.Reason, out var why)) return ReasonRequired;
        var definition = content.Name!;
        var memberId = await db.Members.Where(m => m.Ref == memberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        if (memberId is not { } id) return MemberRefusals.NotFound;
        var key = $"staff:{id}:{number:N}";
        await using var unit = await db.BeginWriteAsync(ct);
        var given = await db.Coupons.AnyAsync(c => c.IssueKey == key, ct);
        if (!(await issue.ExecuteAsync(id, definition, "staff", key, ct)).Succeeded(out var coupon, out var refusal)) return refusal;
        if (!given) Audit(staffId, "coupon.given", memberRef, new { coupon = coupon.Id, definition, reason = why });
        await unit.CommitAsync(ct);
        return coupon;
    }

    public async Task<Outcome<Coupon>> WithdrawCouponAsync(string memberRef, string? coupon, string? reason, long staffId, CancellationToken ct)
    {
        if (!TryReason(reason, out var why)) return ReasonRequired;
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await db.Coupons.AnyAsync(c => c.Ref == coupon && db.Members.Any(m => m.Id == c.MemberId && m.Ref == memberRef && m.ErasedAt == null), ct)) return CouponRefusals.NotFound;
        if (!(await withdraw.ExecuteAsync(coupon!, why, ct)).Succeeded(out var taken, out var refusal)) return refusal;
        Audit(staffId, "coupon.withdrawn", memberRef, new { coupon = taken.Id, definition = taken.Definition.Code, reason = why });
        await unit.CommitAsync(ct);
        return taken;
    }

    public static bool TryReason(string? text, out string reason)
    {
        reason = Names.Readable(text ?? "");
        return reason.Length is >= 2 and <= LongestReason;
    }

    private void Audit(long staffId, string action, string subject, object data) => db.AuditEntries.Add(new AuditEntry
    {
        At = time.Now, StaffId = staffId, Action = action, Subject = subject, Data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web),
    });
}
