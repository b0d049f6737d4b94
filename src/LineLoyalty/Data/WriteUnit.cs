using LineLoyalty.Deliveries;
using LineLoyalty.Membership;

namespace LineLoyalty.Data;

/// <summary>One action, one transaction: the cause, its timeline event and its deliveries become durable together or not at all.</summary>
public sealed class WriteUnit : IAsyncDisposable
{
    private readonly LoyaltyDb db;
    private readonly WriteUnit? outer;
    private readonly WriteTurn turn;
    private readonly string? savepoint;
    private readonly List<Action> afterCommit;
    private readonly List<MemberEvent> events = [];
    private readonly HashSet<long> writtenTo = [];
    private bool finished;
    private string? rulesVersion;

    private WriteUnit(LoyaltyDb db, WriteUnit? outer, WriteTurn turn, string? savepoint)
    {
        (this.db, this.outer, this.turn, this.savepoint) = (db, outer, turn, savepoint);
        afterCommit = outer?.afterCommit ?? [];
    }

    internal static async Task<WriteUnit> BeginAsync(LoyaltyDb db, CancellationToken ct)
    {
        if (db.CurrentUnit is { } outer)
        {
            await db.SaveChangesAsync(ct);
            var name = $"u{outer.Depth + 1}";
            await outer.turn.CreateSavepointAsync(name, ct);
            return db.CurrentUnit = new WriteUnit(db, outer, outer.turn, name);
        }
        return db.CurrentUnit = new WriteUnit(db, null, await db.TakeTurnAsync(ct), null);
    }

    /// <summary>Of the rules this whole action decides by.</summary>
    internal string? RulesVersion
    {
        get => outer is null ? rulesVersion : outer.RulesVersion;
        set
        {
            if (outer is null) rulesVersion = value;
            else outer.RulesVersion = value;
        }
    }

    private int Depth => outer is null ? 0 : outer.Depth + 1;

    /// <summary>Runs once everything is durable, e.g. to wake a worker. Never runs when the outermost unit is left without commit.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>Saves, and commits when this is the outermost unit. When it returns, an outermost unit's changes are on disk.</summary>
    public async Task CommitAsync(CancellationToken ct)
    {
        // What inner units have saved can be told of before the rest is saved, unless the rest is news itself: one save less for a sale.
        if (outer is not null || events.Count == 0 || db.AddsNews()) await db.SaveChangesAsync(ct);
        if (outer is null)
        {
            if (events.Count > 0) await db.WatchAsync(new UnitFacts(events, writtenTo), ct);
            await db.SaveChangesAsync(ct);
            // What the caller does from here on is no longer part of this unit.
            db.CurrentUnit = null;
            await turn.CommitAsync(ct);
        }
        else
        {
            outer.events.AddRange(events);
            outer.writtenTo.UnionWith(writtenTo);
        }
        finished = true;
    }

    /// <summary>What a save has just written; forgotten with the unit when it is left without commit.</summary>
    internal void Saved(IEnumerable<object> added)
    {
        foreach (var row in added)
        {
            if (row is MemberEvent e) events.Add(e);
            else if (row is DeliveryRecipient { MemberId: { } member }) writtenTo.Add(member);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!finished)
            {
                db.ChangeTracker.Clear();
                if (savepoint is not null) await turn.RollbackToSavepointAsync(savepoint);
            }
            if (outer is null) await turn.DisposeAsync();
        }
        finally
        {
            db.CurrentUnit = outer;
        }
        if (outer is null && finished)
        {
            foreach (var action in afterCommit) action();
        }
    }
}
