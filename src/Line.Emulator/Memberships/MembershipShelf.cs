using Line.Emulator.Journal;

namespace Line.Emulator.Memberships;

/// <summary>A paid plan of the account, set up outside the API.</summary>
internal sealed record MembershipPlan(int Id, string Title, string Description, string[] Benefits, double Price, string Currency, int? MemberLimit);

internal sealed record Subscriber(string UserId, int PlanId, int Number, DateTime JoinedAt, int Months);

internal sealed class MembershipShelf
{
    public Dictionary<int, MembershipPlan> Plans { get; } = [];

    /// <summary>A person has one plan at a time.</summary>
    public Dictionary<string, Subscriber> Subscribers { get; } = [];

    public int LastNumber { get; set; }
}

internal sealed record MembershipPlanSaved(MembershipPlan Plan) : JournalRecord
{
    public override void Apply(World world) => world.Memberships.Plans[Plan.Id] = Plan;
}

internal sealed record MembershipChanged(string UserId, int PlanId, string Change) : JournalRecord
{
    public override void Apply(World world)
    {
        var shelf = world.Memberships;
        switch (Change)
        {
            case "left":
                shelf.Subscribers.Remove(UserId);
                break;
            case "renewed" when shelf.Subscribers.TryGetValue(UserId, out var old):
                shelf.Subscribers[UserId] = old with { Months = old.Months + 1 };
                break;
            default:
                shelf.Subscribers[UserId] = new Subscriber(UserId, PlanId, ++shelf.LastNumber, At, 1);
                break;
        }
    }
}
