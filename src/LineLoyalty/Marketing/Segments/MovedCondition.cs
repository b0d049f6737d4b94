using System.Linq.Expressions;
using LineLoyalty.Analytics;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Segments;

/// <summary>Went from one RFM group or NES state to another within so many days. No group named: any.</summary>
public sealed record MovedCondition(BuyerScore Score, int Days) : SegmentRule
{
    public IReadOnlyList<string>? From { get; init; }
    public IReadOnlyList<string>? To { get; init; }

    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var (from, to, since) = (From ?? [], To ?? [], scope.Today.AddDays(1 - Days));
        var (anyFrom, anyTo) = (from.Count == 0, to.Count == 0);
        var moves = scope.Db.BuyerMoves.Where(v => v.Score == Score && v.Day >= since
            && (anyFrom || (v.From != null && from.Contains(v.From))) && (anyTo || (v.To != null && to.Contains(v.To))));
        return m => moves.Any(v => v.MemberId == m.Id);
    }

    public override string Words(SegmentNames names, bool english)
    {
        var list = Score == BuyerScore.Rfm ? SegmentLists.Rfm : SegmentLists.Nes;
        var what = Score == BuyerScore.Rfm ? "RFM" : "NES";
        var (any, from, to) = (english ? "any" : "任一", From is { Count: > 0 } ? names.Join(list, From, english) : null, To is { Count: > 0 } ? names.Join(list, To, english) : null);
        return english ? $"{what} moved within {Days} days from {from ?? any} to {to ?? any}" : $"最近 {Days} 天內 {what} 由「{from ?? any}」變為「{to ?? any}」";
    }

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        Range(Days, 1, DateCondition.MostDays, path + ".days", found);
        var known = Score == BuyerScore.Rfm ? Enum.GetNames<RfmSegment>() : Enum.GetNames<NesState>();
        if ((From ?? []).Concat(To ?? []).Any(v => !known.Contains(v))) Unknown(path, found);
    }
}
