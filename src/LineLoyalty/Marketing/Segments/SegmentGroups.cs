using System.Linq.Expressions;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Segments;

/// <summary>Several parts under one word. An empty group asks nothing.</summary>
public abstract record SegmentGroup(IReadOnlyList<SegmentRule> Rules) : SegmentRule
{
    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        if (Rules is null || Rules.Any(r => r is null)) found.Add(new(path, "segment.empty", "群組內容不完整。", "The group is not complete."));
    }

    /// <summary>The cheap ones first: whoever they decide is not asked the others.</summary>
    private protected IEnumerable<Expression<Func<Member, bool>>> Parts(SegmentScope scope) => Rules.Select(r => r.Matches(scope)).OrderBy(Predicates.Effort);

    private protected string Join(SegmentNames names, bool english, string chineseWord, string englishWord) =>
        string.Join(english ? $" {englishWord} " : $" {chineseWord} ", Rules.Select(r => r is SegmentGroup { Rules.Count: > 1 } ? $"({r.Words(names, english)})" : r.Words(names, english)));
}

/// <summary>AND.</summary>
public sealed record AllOf(IReadOnlyList<SegmentRule> Rules) : SegmentGroup(Rules)
{
    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope) => Predicates.All(Parts(scope));

    public override string Words(SegmentNames names, bool english) => Rules.Count == 0 ? (english ? "all members" : "所有會員") : Join(names, english, "且", "and");
}

/// <summary>OR. Nobody, when it is empty, would surprise: an empty group asks nothing, as in the others.</summary>
public sealed record AnyOf(IReadOnlyList<SegmentRule> Rules) : SegmentGroup(Rules)
{
    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope) => Rules.Count == 0 ? _ => true : Predicates.Any(Parts(scope));

    public override string Words(SegmentNames names, bool english) => Rules.Count == 0 ? (english ? "all members" : "所有會員") : Join(names, english, "或", "or");
}

/// <summary>NOT any of them.</summary>
public sealed record NoneOf(IReadOnlyList<SegmentRule> Rules) : SegmentGroup(Rules)
{
    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope) => Rules.Count == 0 ? _ => true : Predicates.Not(Predicates.Any(Parts(scope)));

    public override string Words(SegmentNames names, bool english) =>
        Rules.Count == 0 ? (english ? "all members" : "所有會員") : english ? $"not ({Join(names, english, "或", "or")})" : $"排除（{Join(names, english, "或", "or")}）";
}
