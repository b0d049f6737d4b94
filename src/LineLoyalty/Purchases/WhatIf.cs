using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;

namespace LineLoyalty.Purchases;

/// <summary>Rules that are still being written, put among the saved ones for one calculation. Nothing of it is stored.</summary>
public sealed record WhatIf
{
    /// <summary>The earning rule whose saved version gives way; null when no rule is tried.</summary>
    public string? RuleCode { get; init; }
    /// <summary>What would stand in its place; null when it would be switched off, or not in force at the sale's time.</summary>
    public RuleInForce? Rule { get; init; }
    public PointsPolicy? Policy { get; init; }
    /// <summary>A coupon the member would hold and use in this sale.</summary>
    public CouponDefinition? Coupon { get; init; }

    internal PointsProgramme On(PointsProgramme saved) => new(
        RuleCode is null ? saved.Rules : [.. saved.Rules.Where(r => r.Code != RuleCode), .. Rule is null ? [] : new[] { Rule }],
        Policy ?? saved.Policy);
}
