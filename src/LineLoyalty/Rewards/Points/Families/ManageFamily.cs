using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points.Families;

/// <summary>Asks members into a family, lets them in and out. A link lets one member in, within 72 hours.</summary>
public sealed class ManageFamily(LoyaltyDb db, BrandTime time, Vault vault, ReadPointsProgramme programmes)
{
    internal const string VaultPurpose = "family-invite";
    public static readonly TimeSpan OpenFor = TimeSpan.FromHours(72);
    /// <summary>Whoever leaves a family waits this long before the next: points must not wander from family to family.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromDays(30);

    /// <summary>A new link; a member in no family begins one.</summary>
    public async Task<Outcome<FamilyInvite>> InviteAsync(long memberId, CancellationToken ct)
    {
        if (await PolicyAsync(ct) is not { } policy) return FamilyRefusals.Off;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null }) return MemberRefusals.NotFound;
        var now = time.Now;
        if (await MineAsync(memberId, ct) is not { } mine)
        {
            if (await LeftTooLatelyAsync(memberId, now, ct)) return FamilyRefusals.TooSoon;
            mine = new FamilyMember { FamilyId = 0, Family = new Family { OwnerId = memberId, CreatedAt = now }, MemberId = memberId, JoinedAt = now };
            db.FamilyMembers.Add(mine);
            await db.SaveChangesAsync(ct);
        }
        if (mine.Family.OwnerId != memberId) return FamilyRefusals.NotOwner;
        var taken = await db.FamilyMembers.CountAsync(f => f.FamilyId == mine.Family.Id && f.LeftAt == null, ct) + await Open(mine.Family.Id, now).CountAsync(ct);
        if (taken >= policy.MaximumMembers) return FamilyRefusals.Full;
        var token = Secret.New(16);
        var invite = new FamilyInvite
        {
            Ref = Secret.New(16), FamilyId = mine.Family.Id, TokenIndex = vault.Index(VaultPurpose, token), TokenSealed = vault.Seal(VaultPurpose, token), CreatedAt = now, Until = now + OpenFor,
        };
        db.FamilyInvites.Add(invite);
        await unit.CommitAsync(ct);
        return invite;
    }

    public async Task<Outcome<FamilyInvite>> TakeBackAsync(long memberId, string inviteRef, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is null) return MemberRefusals.NotFound;
        if (await db.FamilyInvites.SingleOrDefaultAsync(i => i.Ref == inviteRef && i.Family.OwnerId == memberId, ct) is not { } invite) return FamilyRefusals.InviteNotFound;
        if (invite.EndedAt is null) invite.EndedAt = time.Now;
        await unit.CommitAsync(ct);
        return invite;
    }

    /// <summary>Lets a member in; asked again by whom it let in, it says yes again.</summary>
    public async Task<Outcome<FamilyInvite>> JoinAsync(string token, long memberId, CancellationToken ct)
    {
        if (await PolicyAsync(ct) is not { } policy) return FamilyRefusals.Off;
        if (await FindAsync(token, ct) is not { } found) return FamilyRefusals.InviteNotFound;
        await using var unit = await db.BeginWriteAsync(ct);
        // The owner's lock is the family's: two who open two links at once cannot both take the last place.
        foreach (var id in new[] { found.Family.OwnerId, memberId }.Distinct().Order()) await db.LockMemberAsync(id, ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null }) return MemberRefusals.NotFound;
        var invite = await db.FamilyInvites.Include(i => i.Family).SingleAsync(i => i.Id == found.Id, ct);
        var now = time.Now;
        if (invite.UsedBy == memberId) return invite;
        if (await MineAsync(memberId, ct) is not null) return FamilyRefusals.Already;
        if (invite.EndedAt is not null || invite.Until <= now || invite.Family.EndedAt is not null) return FamilyRefusals.InviteOver;
        if (await LeftTooLatelyAsync(memberId, now, ct)) return FamilyRefusals.TooSoon;
        if (await db.FamilyMembers.CountAsync(f => f.FamilyId == invite.FamilyId && f.LeftAt == null, ct) >= policy.MaximumMembers) return FamilyRefusals.Full;
        (invite.UsedBy, invite.EndedAt) = (memberId, now);
        db.FamilyMembers.Add(new FamilyMember { FamilyId = invite.FamilyId, MemberId = memberId, JoinedAt = now });
        await unit.CommitAsync(ct);
        return invite;
    }

    /// <summary>A member leaves; when it is the owner, the family ends for all.</summary>
    /// <param name="who">Ref of the member whom the owner sends away; null for oneself.</param>
    /// <returns>Null when it is done.</returns>
    public async Task<Refusal?> LeaveAsync(long memberId, string? who, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await MineAsync(memberId, ct) is not { } mine) return FamilyRefusals.None;
        if (who is not null && mine.Family.OwnerId != memberId) return FamilyRefusals.NotOwner;
        await db.LockMemberAsync(mine.Family.OwnerId, ct);
        var leaving = await db.FamilyMembers.Include(f => f.Family).Where(f => f.FamilyId == mine.FamilyId && f.LeftAt == null
            && (who == null ? f.MemberId == memberId : db.Members.Any(m => m.Id == f.MemberId && m.Ref == who))).SingleOrDefaultAsync(ct);
        if (leaving is null) return who is null ? FamilyRefusals.None : FamilyRefusals.NotInside;
        var now = time.Now;
        if (leaving.MemberId == leaving.Family.OwnerId) await EndAsync(leaving.Family, now, ct);
        else leaving.LeftAt = now;
        await unit.CommitAsync(ct);
        return null;
    }

    internal string Token(FamilyInvite invite) => vault.Open(VaultPurpose, invite.TokenSealed);

    internal async Task<FamilyInvite?> FindAsync(string token, CancellationToken ct)
    {
        if (token.Length > 40) return null;
        var index = vault.Index(VaultPurpose, token);
        return await db.FamilyInvites.AsNoTracking().Include(i => i.Family).SingleOrDefaultAsync(i => i.TokenIndex == index, ct);
    }

    internal IQueryable<FamilyInvite> Open(long familyId, DateTime now) => db.FamilyInvites.Where(i => i.FamilyId == familyId && i.EndedAt == null && i.Until > now);

    internal Task<bool> LeftTooLatelyAsync(long memberId, DateTime now, CancellationToken ct)
    {
        var edge = now - Pause;
        return db.FamilyMembers.AnyAsync(f => f.MemberId == memberId && f.LeftAt > edge, ct);
    }

    private Task<FamilyMember?> MineAsync(long memberId, CancellationToken ct) =>
        db.FamilyMembers.Include(f => f.Family).SingleOrDefaultAsync(f => f.MemberId == memberId && f.LeftAt == null, ct);

    private async Task EndAsync(Family family, DateTime now, CancellationToken ct)
    {
        family.EndedAt = now;
        foreach (var row in await db.FamilyMembers.Where(f => f.FamilyId == family.Id && f.LeftAt == null).ToListAsync(ct)) row.LeftAt = now;
        foreach (var invite in await db.FamilyInvites.Where(i => i.FamilyId == family.Id && i.EndedAt == null).ToListAsync(ct)) invite.EndedAt = now;
    }

    private async Task<FamilyPolicy?> PolicyAsync(CancellationToken ct) => (await programmes.PolicyAtAsync(time.Now, ct)).Family;
}
