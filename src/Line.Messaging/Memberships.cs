namespace Line.Messaging;

/// <summary>What all views of a paid membership plan share.</summary>
public abstract record MembershipPlanBase
{
    private protected MembershipPlanBase()
    {
    }

    /// <summary>Plan id.</summary>
    public required long MembershipId { get; init; }

    /// <summary>Name.</summary>
    public required string Title { get; init; }

    /// <summary>Description.</summary>
    public required string Description { get; init; }

    /// <summary>What members get.</summary>
    public IReadOnlyList<string> Benefits { get; init => field = value ?? field; } = [];

    /// <summary>Per month.</summary>
    public required decimal Price { get; init; }

    /// <summary><c>JPY</c>, <c>TWD</c> or <c>THB</c>.</summary>
    public required string Currency { get; init; }
}

/// <summary>A paid membership plan of the account.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-membership-plans"/>
public sealed record MembershipPlan : MembershipPlanBase
{
    /// <summary>Members now.</summary>
    public required long MemberCount { get; init; }

    /// <summary>Members at most; null without a limit.</summary>
    public long? MemberLimit { get; init; }

    /// <summary>True when members pay inside LINE's app.</summary>
    public required bool IsInAppPurchase { get; init; }

    /// <summary>True when users can join.</summary>
    public required bool IsPublished { get; init; }
}

/// <summary>The account's plans.</summary>
public sealed record MembershipPlans : LineResult
{
    /// <summary>The plans.</summary>
    public IReadOnlyList<MembershipPlan> Memberships { get; init => field = value ?? field; } = [];
}

/// <summary>The plans a user has joined.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-a-users-membership-subscription-status"/>
public sealed record MembershipSubscriptions : LineResult
{
    /// <summary>One per plan.</summary>
    public IReadOnlyList<MembershipSubscription> Subscriptions { get; init => field = value ?? field; } = [];
}

/// <summary>One plan a user has joined.</summary>
/// <param name="Membership">The plan.</param>
/// <param name="User">The user in it.</param>
public sealed record MembershipSubscription(SubscribedPlan Membership, SubscribedUser User);

/// <summary>A plan as its member sees it.</summary>
public sealed record SubscribedPlan : MembershipPlanBase;

/// <summary>A user in a plan.</summary>
public sealed record SubscribedUser
{
    /// <summary>Number inside the plan.</summary>
    public required long MembershipNo { get; init; }

    /// <summary>Unix time the user joined.</summary>
    public required long JoinedTime { get; init; }

    /// <summary>Next payment, <c>yyyy-MM-dd</c> in UTC+9.</summary>
    public required string NextBillingDate { get; init; }

    /// <summary>Months since the last joining.</summary>
    public required long TotalSubscriptionMonths { get; init; }
}
