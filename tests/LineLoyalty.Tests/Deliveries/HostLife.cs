using System.Data.Common;
using LineLoyalty.Databases.PostgreSql;
using LineLoyalty.Databases.Sqlite;
using LineLoyalty.Databases.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>
/// Kills or freezes one server of several in a process, seen from outside: from the moment it is dead nothing it does reaches the database or
/// LINE any more, wherever it was; while it is frozen it stops where it is and then goes on as if nothing had been.
/// </summary>
internal sealed class HostLife
{
    private volatile TaskCompletionSource? frozen;
    private volatile bool dead;

    public void Kill()
    {
        dead = true;
        Thaw();
    }

    public void Freeze() => frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw()
    {
        var was = frozen;
        frozen = null;
        was?.TrySetResult();
    }

    public void Rule(IServiceCollection services)
    {
        services.AddSingleton(new LineHttpClient(new HttpClient(new AtTheWire(this)) { Timeout = Timeout.InfiniteTimeSpan }));
        var atCommands = new AtCommands(this);
        var atTransactions = new AtTransactions(this);
        services.ConfigureDbContext<SqliteLoyaltyDb>(o => o.AddInterceptors(atCommands, atTransactions));
        services.ConfigureDbContext<PostgreSqlLoyaltyDb>(o => o.AddInterceptors(atCommands, atTransactions));
        services.ConfigureDbContext<SqlServerLoyaltyDb>(o => o.AddInterceptors(atCommands, atTransactions));
    }

    private async Task PointAsync()
    {
        if (frozen is { } ice) await ice.Task;
        if (dead) throw new KilledException();
    }

    private sealed class AtTheWire(HostLife life) : DelegatingHandler(Line.Messaging.LineHttp.CreateHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await life.PointAsync();
            var answer = await base.SendAsync(request, cancellationToken);
            await life.PointAsync();
            return answer;
        }
    }

    private sealed class AtCommands(HostLife life) : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await life.PointAsync();
            return result;
        }

        public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            await life.PointAsync();
            return result;
        }
    }

    private sealed class AtTransactions(HostLife life) : DbTransactionInterceptor
    {
        public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            await life.PointAsync();
            return result;
        }

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            await life.PointAsync();
            return result;
        }
    }

    private sealed class KilledException : Exception;
}
