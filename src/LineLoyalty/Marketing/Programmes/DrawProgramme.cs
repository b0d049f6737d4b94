using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Rewards.Draws;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>One word to everybody who has won, and to the others where the brand wants it.</summary>
internal sealed class DrawProgramme(LoyaltyDb db, Outbox outbox, ContactRules rules, ProgrammeMessages messages, BrandTime time)
{
    private const int PageSize = 200;

    public async Task AnnounceAsync(CancellationToken ct)
    {
        foreach (var told in await db.DrawEntries.Where(e => e.ToTell).OrderBy(e => e.Id).Select(e => new { e.Id, e.MemberId }).Take(PageSize).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            await using var unit = await db.BeginWriteAsync(ct);
            await db.LockMemberAsync(told.MemberId, ct);
            // Another server may have told it between the look and the lock.
            if (await db.DrawEntries.Where(e => e.Id == told.Id && e.ToTell).ExecuteUpdateAsync(s => s.SetProperty(e => e.ToTell, false), ct) == 0) continue;
            var entry = await db.DrawEntries.AsNoTracking().SingleAsync(e => e.Id == told.Id, ct);
            var draw = await db.Draws.AsNoTracking().Include(d => d.Prizes).SingleAsync(d => d.Id == entry.DrawId, ct);
            var member = await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == told.MemberId && m.ErasedAt == null, ct);
            var account = await db.LineAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.MemberId == told.MemberId, ct);
            if (member is not null && account is { Friend: true })
            {
                var coupon = entry.CouponId is null ? null : await db.Coupons.Include(c => c.Definition).SingleAsync(c => c.Id == entry.CouponId, ct);
                var words = draw.Prizes.Find(p => p.Id == entry.PrizeId) is { } prize ? messages.DrawWon(member, draw, prize, coupon) : messages.DrawLost(member, draw);
                outbox.Push(account.Id, member.Id, DeliveryPurpose.Service, "draw", $"draw:{draw.Id}:{member.Id}", words, await rules.NotBeforeAsync(time.Now, ct));
            }
            await unit.CommitAsync(ct);
        }
    }
}
