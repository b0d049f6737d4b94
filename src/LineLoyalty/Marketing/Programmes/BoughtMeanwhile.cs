using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>A purchase between planning and sending takes a win-back message back, and its coupon with it.</summary>
internal sealed class BoughtMeanwhile(LoyaltyDb db) : IDeliveryCondition
{
    public string Cause => ReactivationProgramme.Name;
    public string Reason => "purchased";

    public async Task<IReadOnlySet<long>> NoLongerTrueAsync(IReadOnlyList<Delivery> deliveries, CancellationToken ct)
    {
        // reactivation:MEMBER:PURCHASE:STEP
        var asked = deliveries.Where(d => d.CauseKey is not null)
            .Select(d => (d.Id, Key: d.CauseKey!, Parts: d.CauseKey!.Split(':')))
            .Where(d => d.Parts.Length == 4)
            .Select(d => (d.Id, d.Key, Member: long.Parse(d.Parts[1], CultureInfo.InvariantCulture), Purchase: long.Parse(d.Parts[2], CultureInfo.InvariantCulture)))
            .ToList();
        var members = asked.ConvertAll(d => d.Member);
        var last = await db.Members.Where(m => members.Contains(m.Id)).Select(m => new { m.Id, m.LastPurchaseId }).ToDictionaryAsync(m => m.Id, m => m.LastPurchaseId, ct);
        var gone = asked.FindAll(d => last.GetValueOrDefault(d.Member) != d.Purchase);
        if (gone.Count > 0)
        {
            var keys = gone.ConvertAll(d => d.Key);
            await db.Coupons.Where(c => c.IssueKey != null && keys.Contains(c.IssueKey) && c.State == CouponState.Issued)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Revoked).SetProperty(c => c.Version, c => c.Version + 1), ct);
        }
        return gone.Select(d => d.Id).ToHashSet();
    }
}
