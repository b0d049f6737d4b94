using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points.Families;

/// <param name="Id">For sending them away.</param>
/// <param name="Points">What they could spend now.</param>
public sealed record FamilyPerson(string Id, string Name, DateTime JoinedAt, long Points, bool Me, bool Owner);

/// <param name="Token">For sharing the link once more.</param>
public sealed record OpenInvite(string Id, string Token, DateTime Until);

/// <param name="On">Whether the brand lets families share points.</param>
/// <param name="Owner">The reader began it.</param>
/// <param name="Total">What the reader could spend now, with everybody's help.</param>
/// <param name="MayJoinFrom">Set while whoever left a family has to wait.</param>
public sealed record FamilyView(bool On, int MaximumMembers, bool Owner, long Total, IReadOnlyList<FamilyPerson> People, IReadOnlyList<OpenInvite> Invites, DateTime? MayJoinFrom);

/// <param name="State"><c>open</c>, <c>over</c>, <c>full</c> or <c>joined</c> (the reader is in).</param>
public sealed record FamilyInviteView(string State, string From, int People, DateTime Until);

/// <summary>A member's family, and what an invitation leads to.</summary>
public sealed class ReadFamily(LoyaltyDb db, BrandTime time, ReadPointsProgramme programmes, ManageFamily families)
{
    public async Task<FamilyView> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var now = time.Now;
        var policy = (await programmes.PolicyAtAsync(now, ct)).Family;
        var mine = await db.FamilyMembers.AsNoTracking().Include(f => f.Family).SingleOrDefaultAsync(f => f.MemberId == memberId && f.LeftAt == null, ct);
        if (mine is null)
        {
            var left = await db.FamilyMembers.Where(f => f.MemberId == memberId).MaxAsync(f => f.LeftAt, ct);
            return new FamilyView(policy is not null, policy?.MaximumMembers ?? 0, false, 0, [], [], left + ManageFamily.Pause is { } from && from > now ? from : null);
        }
        var people = await (
            from f in db.FamilyMembers
            where f.FamilyId == mine.FamilyId && f.LeftAt == null
            join m in db.Members on f.MemberId equals m.Id
            orderby f.Id
            select new
            {
                m.Id, m.Ref, m.Name, f.JoinedAt,
                Points = db.PointsLots.Where(l => l.MemberId == m.Id && l.Remaining > 0 && l.AvailableAt <= now && (l.ExpiresAt == null || l.ExpiresAt > now)).Sum(l => l.Remaining),
            }).ToListAsync(ct);
        var owner = mine.Family.OwnerId;
        var invites = owner != memberId ? [] : await families.Open(mine.FamilyId, now).AsNoTracking().OrderBy(i => i.Id).ToListAsync(ct);
        return new FamilyView(
            policy is not null, policy?.MaximumMembers ?? 0, owner == memberId, people.Sum(p => p.Points),
            [.. people.Select(p => new FamilyPerson(p.Ref, p.Id == memberId ? p.Name : Names.Mask(p.Name), p.JoinedAt, p.Points, p.Id == memberId, p.Id == owner))],
            [.. invites.Select(i => new OpenInvite(i.Ref, families.Token(i), i.Until))], null);
    }

    public async Task<Outcome<FamilyInviteView>> InviteAsync(string token, long? memberId, CancellationToken ct)
    {
        if (await families.FindAsync(token, ct) is not { } invite) return FamilyRefusals.InviteNotFound;
        var policy = (await programmes.PolicyAtAsync(time.Now, ct)).Family;
        var inside = await db.FamilyMembers.Where(f => f.FamilyId == invite.FamilyId && f.LeftAt == null).Select(f => f.MemberId).ToListAsync(ct);
        var from = await db.Members.Where(m => m.Id == invite.Family.OwnerId).Select(m => m.Name).SingleAsync(ct);
        var state = memberId is { } me && inside.Contains(me) ? "joined"
            : policy is null || invite.EndedAt is not null || invite.Until <= time.Now ? "over"
            : inside.Count >= policy.MaximumMembers ? "full" : "open";
        return new FamilyInviteView(state, Names.Mask(from), inside.Count, invite.Until);
    }
}
