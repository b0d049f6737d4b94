using LineLoyalty.Analytics;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Segments;

/// <summary>Ready-made segments of a fresh database. What exists already, changed or archived, is the brand's.</summary>
public sealed class SeedSegments(LoyaltyDb db, TimeProvider clock)
{
    public async Task ExecuteAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var known = await db.Segments.Where(s => s.Code != null).Select(s => s.Code!).ToListAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        db.Segments.AddRange(All().Where(s => !known.Contains(s.Code)).Select(s => new Segment { Code = s.Code, Name = s.Name, Rule = s.Rule, ChangedAt = now }));
        await unit.CommitAsync(ct);
    }

    internal static IEnumerable<(string Code, string Name, SegmentRule Rule)> All()
    {
        yield return ("valuable-away-90", "近三個月內未回購的高價值會員", new AllOf(
            [new NumberCondition("rfmM", NumberOperator.AtLeast, 4), new DateCondition("lastPurchase", DateOperator.Before) { Days = 90 }]));
        yield return ("bought-once", "已加入但只消費 1 次", new NumberCondition("purchaseCount", NumberOperator.Exactly, 1));
        yield return ("never-bought", "已加入但尚未消費", new NumberCondition("purchaseCount", NumberOperator.Exactly, 0));
        yield return ("often-in-a-year", "一年內消費超過 20 次", new BoughtCondition(BoughtMeasure.Count, NumberOperator.AtLeast, 21) { Window = BoughtWindow.Within, WindowDays = 365 });
        yield return ("drowsy", "瞌睡顧客", new DateCondition("lastPurchase", DateOperator.Before) { Days = 90 });
        yield return ("birthday-this-month", "本月壽星", new ChoiceCondition("birthMonth", [SegmentFields.ThisMonth]));
        yield return ("points-expire-14", "14 天內點數到期", new PointsExpireCondition(14));
        foreach (var group in Enum.GetValues<RfmSegment>()) yield return ($"rfm-{group}".ToLowerInvariant(), $"RFM：{ScoreWords.Of(group, english: false)}", new ChoiceCondition("rfm", [group.ToString()]));
        foreach (var state in Enum.GetValues<NesState>()) yield return ($"nes-{state}".ToLowerInvariant(), $"NES：{ScoreWords.Of(state, english: false)}", new ChoiceCondition("nes", [state.ToString()]));
    }
}
