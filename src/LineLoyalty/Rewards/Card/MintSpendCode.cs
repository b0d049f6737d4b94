using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Card;

/// <summary>A member's permission to spend points: one code, at most 60 seconds, usable once.</summary>
public sealed class MintSpendCode(LoyaltyDb db, TimeProvider clock, MemberCodes codes)
{
    public async Task<Outcome<MintedCode>> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking().SingleAsync(m => m.Id == memberId, ct);
        return member.RefuseSpend(clock.GetUtcNow().UtcDateTime) is { } held ? held : codes.Mint(CodePurpose.Spend, memberId);
    }
}
