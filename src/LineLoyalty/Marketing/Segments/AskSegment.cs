using System.Linq.Expressions;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Segments;

/// <param name="Total">Members who fit.</param>
/// <param name="Reachable">Those of them who agreed to marketing and are friends of the account.</param>
public sealed record SegmentCount(int Total, int Reachable);

/// <param name="Ref">Opaque id of the member.</param>
public sealed record SegmentSample(string Ref, string Name);

/// <summary>One node of a rule, seen from one member.</summary>
/// <param name="Holds">Whether the member fits this part.</param>
/// <param name="Actual">What the member's own value is, where there is one to show.</param>
/// <param name="Group"><c>all</c>, <c>any</c>, <c>none</c>; null for a condition.</param>
public sealed record SegmentReason(string Words, bool Holds, string? Actual, string? Group, IReadOnlyList<SegmentReason> Parts);

/// <summary>Asks the database who is in a segment, and why.</summary>
public sealed class AskSegment(LoyaltyDb db, BrandTime time)
{
    /// <summary>Who fits now; erased members never do. One query, ready to be narrowed, counted or paged.</summary>
    public async Task<IQueryable<Member>> MembersAsync(SegmentRule rule, CancellationToken ct)
    {
        var matches = await MatchesAsync(rule, ct);
        return db.Members.Where(m => m.ErasedAt == null).Where(matches);
    }

    /// <summary>The question to one member, to be put into another.</summary>
    internal async Task<Expression<Func<Member, bool>>> MatchesAsync(SegmentRule rule, CancellationToken ct) => rule.Matches(await ScopeAsync(ct));

    public async Task<SegmentCount> CountAsync(SegmentRule rule, CancellationToken ct)
    {
        var members = await MembersAsync(rule, ct);
        return new SegmentCount(
            await members.CountAsync(ct),
            await members.CountAsync(m => m.MarketingOptIn && db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend), ct));
    }

    /// <summary>Some of them, the newest first.</summary>
    public async Task<IReadOnlyList<SegmentSample>> SampleAsync(SegmentRule rule, int count, CancellationToken ct) =>
        await (await MembersAsync(rule, ct)).OrderByDescending(m => m.Id).Take(count).Select(m => new SegmentSample(m.Ref, m.Name)).ToListAsync(ct);

    /// <summary>Why a member fits, or does not: each condition with what the member has.</summary>
    /// <returns>Null when there is no such member.</returns>
    public async Task<SegmentReason?> ExplainAsync(SegmentRule rule, string memberRef, SegmentNames names, bool english, CancellationToken ct)
    {
        var id = await db.Members.Where(m => m.Ref == memberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        return id is null ? null : await ExplainAsync(rule, id.Value, await ScopeAsync(ct), names, english, ct);
    }

    private async Task<SegmentReason> ExplainAsync(SegmentRule rule, long memberId, SegmentScope scope, SegmentNames names, bool english, CancellationToken ct)
    {
        var holds = await db.Members.Where(m => m.Id == memberId).Where(rule.Matches(scope)).AnyAsync(ct);
        if (rule is not SegmentGroup group) return new SegmentReason(rule.Words(names, english), holds, await ActualAsync(rule, memberId, scope, names, english, ct), null, []);
        List<SegmentReason> parts = [];
        foreach (var part in group.Rules) parts.Add(await ExplainAsync(part, memberId, scope, names, english, ct));
        return new SegmentReason(rule.Words(names, english), holds, null, rule switch { AllOf => "all", AnyOf => "any", _ => "none" }, parts);
    }

    private async Task<string?> ActualAsync(SegmentRule rule, long memberId, SegmentScope scope, SegmentNames names, bool english, CancellationToken ct)
    {
        var member = db.Members.Where(m => m.Id == memberId);
        switch (rule)
        {
            case NumberCondition number when SegmentFields.Find<NumberField>(number.Field) is { } field:
                return await member.Select(field.Of(scope)).SingleAsync(ct) is { } value ? Number(value, english ? field.UnitEn : field.Unit) : english ? "unknown" : "無資料";
            case DateCondition date when SegmentFields.Find<DateField>(date.Field) is { } field:
                return await member.Select(field.Of(scope)).SingleAsync(ct) is { } at ? time.DayOf(DateTime.SpecifyKind(at, DateTimeKind.Utc)).ToString("yyyy/MM/dd", System.Globalization.CultureInfo.InvariantCulture) : english ? "never" : "無";
            case BoughtCondition bought:
                return Number(await bought.Of(scope, memberId).SingleOrDefaultAsync(ct), bought.Unit(english).Unit);
            default:
                return await new MemberFacts(scope, memberId, names, english, ct).OfAsync(rule);
        }
    }

    private static string Number(double value, string unit) => $"{value.ToString("#,0.##", System.Globalization.CultureInfo.InvariantCulture)} {unit}".TrimEnd();

    private async Task<SegmentScope> ScopeAsync(CancellationToken ct) => new(db, time, await BuyerScoring.CycleAsync(db, ct));
}
