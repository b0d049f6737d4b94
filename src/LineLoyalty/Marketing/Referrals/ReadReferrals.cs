using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Referrals;

/// <param name="State"><c>joined</c>, <c>bought</c>, <c>rewarded</c> or <c>ended</c>.</param>
/// <param name="DueAt">When the gifts come, while they wait.</param>
public sealed record ReferredFriendView(string Name, string State, DateTime JoinedAt, DateTime? DueAt, string? Reason);

/// <param name="Link">The member's own invitation; null while the programme is off.</param>
public sealed record ReferralView(
    bool Enabled, string? Link, string? InviterGift, string? InviterGiftEn, string? FriendGift, string? FriendGiftEn, long MinimumSpend, int WaitDays, int MostPerMonth, int RewardedThisMonth,
    IReadOnlyList<ReferredFriendView> Friends);

/// <summary>A member's invitation and the friends who came by it.</summary>
public sealed class ReadReferrals(LoyaltyDb db, BrandTime time, IOptions<LineOptions> line)
{
    private const int MostFriends = 100;

    public async Task<ReferralView> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var rules = await ReferralRules.ReadAsync(db, ct);
        var titles = await db.CouponDefinitions.AsNoTracking().Where(d => d.Code == rules.InviterCoupon || d.Code == rules.FriendCoupon).ToDictionaryAsync(d => d.Code, ct);
        var (mine, theirs) = (titles.GetValueOrDefault(rules.InviterCoupon ?? ""), titles.GetValueOrDefault(rules.FriendCoupon ?? ""));
        var month = time.StartOf(new DateOnly(time.Today.Year, time.Today.Month, 1));
        var friends = await (from r in db.Referrals.AsNoTracking() where r.InviterId == memberId join m in db.Members on r.FriendId equals m.Id orderby r.Id descending select new { r, m.Name }).Take(MostFriends).ToListAsync(ct);
        return new ReferralView(
            rules.Enabled, rules.Enabled ? line.Value.LiffLink("join?src=" + NoteReferral.SourcePrefix + await CodeAsync(memberId, ct)) : null,
            mine?.Title, mine?.TitleEn, theirs?.Title, theirs?.TitleEn, rules.MinimumSpend, rules.WaitDays, rules.MostPerMonth,
            friends.Count(f => f.r.State == ReferralState.Rewarded && f.r.Reason is null && f.r.EndedAt >= month),
            [.. friends.Select(f => new ReferredFriendView(Names.Mask(f.Name), Word(f.r.State), f.r.JoinedAt, f.r.State == ReferralState.Bought ? f.r.DueAt : null, f.r.Reason))]);
    }

    private static string Word(ReferralState state) => state switch
    {
        ReferralState.Joined => "joined",
        ReferralState.Bought => "bought",
        ReferralState.Rewarded => "rewarded",
        _ => "ended",
    };

    private async Task<string> CodeAsync(long memberId, CancellationToken ct)
    {
        if (await db.ReferralCodes.Where(c => c.MemberId == memberId).Select(c => c.Code).FirstOrDefaultAsync(ct) is { } known) return known;
        try
        {
            await using var unit = await db.BeginWriteAsync(ct);
            var code = new ReferralCode { MemberId = memberId, Code = Secret.New(10) };
            db.ReferralCodes.Add(code);
            await unit.CommitAsync(ct);
            return code.Code;
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // Opened twice at once: the other one's code stands.
            db.ChangeTracker.Clear();
            return await db.ReferralCodes.Where(c => c.MemberId == memberId).Select(c => c.Code).FirstAsync(ct);
        }
    }
}
