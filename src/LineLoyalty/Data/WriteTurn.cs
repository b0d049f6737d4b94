using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LineLoyalty.Data;

/// <summary>One action's part of the database's writing: begun when it may write, left with or without what it wrote.</summary>
public abstract class WriteTurn : IAsyncDisposable
{
    public abstract Task CreateSavepointAsync(string name, CancellationToken ct);
    public abstract Task RollbackToSavepointAsync(string name);
    /// <summary>Returns when what was written is on disk.</summary>
    public abstract Task CommitAsync(CancellationToken ct);
    /// <summary>Undoes what was not committed.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A transaction of the action's own: engines with row locks let many write at once, and share the syncs by themselves.</summary>
public sealed class OwnTransaction(IDbContextTransaction transaction, IDisposable? turn = null) : WriteTurn
{
    public static async Task<WriteTurn> BeginAsync(DbContext db, CancellationToken ct) => new OwnTransaction(await db.Database.BeginTransactionAsync(ct));

    public override Task CreateSavepointAsync(string name, CancellationToken ct) => transaction.CreateSavepointAsync(name, ct);

    public override Task RollbackToSavepointAsync(string name) => transaction.RollbackToSavepointAsync(name);

    public override Task CommitAsync(CancellationToken ct) => transaction.CommitAsync(ct);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            turn?.Dispose();
        }
    }
}
