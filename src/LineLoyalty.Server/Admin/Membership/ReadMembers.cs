using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <param name="Friend">Null: no LINE account.</param>
public sealed record MemberRow(
    string Ref, string Name, string? Phone, Tier? Tier, long Points, DateTime? LastPurchaseAt, long LifetimeSpend, DateTime JoinedAt, string? Source,
    bool? Friend, IReadOnlyList<string> Tags);

public sealed record MemberPage(IReadOnlyList<MemberRow> Rows, int Total, int Page)
{
    public const int Size = 50;
    public int Pages => Math.Max(1, (Total + Size - 1) / Size);
}

/// <summary>What the filters offer.</summary>
public sealed record MemberChoices(IReadOnlyList<Tier> Tiers, IReadOnlyList<string> Tags, IReadOnlyList<string> Sources);

/// <summary>The member list. Phones leave the database masked; looking somebody up by number is rationed and leaves a trace.</summary>
public sealed class ReadMembers(LoyaltyDb db, Vault vault, BrandTime time, AttemptLimits limits)
{
    /// <summary>Looking up acquaintances by number is the abuse the ration is for; a shop's daily work stays far below it.</summary>
    public static readonly AttemptRule PhoneSearches = new("admin-phone-search", 20, TimeSpan.FromHours(1));

    private const int LongestChoices = 200;

    public async Task<Outcome<MemberPage>> ExecuteAsync(MemberFilter filter, int page, long staffId, CancellationToken ct)
    {
        if (filter.Phone is { } phone && await NoteSearchAsync(phone, staffId, ct) is { } refusal) return refusal;
        var found = filter.Apply(db, vault, time);
        var total = await found.CountAsync(ct);
        page = Math.Clamp(page, 1, Math.Max(1, (total + MemberPage.Size - 1) / MemberPage.Size));
        var members = await filter.Order(found).Skip((page - 1) * MemberPage.Size).Take(MemberPage.Size).ToListAsync(ct);
        var ids = members.ConvertAll(m => m.Id);
        var friends = await db.LineAccounts.Where(a => a.MemberId != null && ids.Contains(a.MemberId.Value)).ToDictionaryAsync(a => a.MemberId!.Value, a => a.Friend, ct);
        var tags = (await db.MemberTags.AsNoTracking().Where(t => ids.Contains(t.MemberId)).OrderBy(t => t.AddedAt).ToListAsync(ct)).ToLookup(t => t.MemberId, t => t.Name);
        var tiers = await db.Tiers.AsNoTracking().ToDictionaryAsync(t => t.Level, ct);
        return new MemberPage(
            [.. members.Select(m => new MemberRow(
                m.Ref, Names.Readable(m.Name), PhoneNumber.MaskOf(vault, m.PhoneSealed), tiers.GetValueOrDefault(m.TierLevel), m.PointsBalance, m.LastPurchaseAt,
                m.LifetimeSpend, m.JoinedAt, m.JoinSource, friends.TryGetValue(m.Id, out var friend) ? friend : null, [.. tags[m.Id]]))],
            total, page);
    }

    public async Task<MemberChoices> ChoicesAsync(CancellationToken ct) => new(
        await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct),
        await db.MemberTags.Select(t => t.Name).Distinct().OrderBy(t => t).Take(LongestChoices).ToListAsync(ct),
        await db.Members.Where(m => m.JoinSource != null).Select(m => m.JoinSource!).Distinct().OrderBy(s => s).Take(LongestChoices).ToListAsync(ct));

    // Turning pages of the same search is not another search.
    private async Task<Refusal?> NoteSearchAsync(string phone, long staffId, CancellationToken ct)
    {
        var subject = PhoneNumber.Index(vault, phone);
        var hourAgo = time.Now.AddHours(-1);
        if (await db.AuditEntries.AnyAsync(a => a.StaffId == staffId && a.Action == "member.searched_by_phone" && a.Subject == subject && a.At > hourAgo, ct)) return null;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await limits.TakeAsync(PhoneSearches, $"staff:{staffId}", ct) is { } refusal) return refusal;
        db.AuditEntries.Add(new AuditEntry { At = time.Now, StaffId = staffId, Action = "member.searched_by_phone", Subject = subject });
        await unit.CommitAsync(ct);
        return null;
    }
}
