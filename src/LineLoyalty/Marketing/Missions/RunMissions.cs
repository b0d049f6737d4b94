using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Missions;

/// <summary>Lets members in and settles who did something, until nobody is left. Runs at every tick on every copy of the server; harmless to double and to kill.</summary>
public sealed partial class RunMissions : IDisposable
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim pass = new(1, 1);
    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    // Who failed waits a while, so that one broken row does not stop the others or fill the log.
    private readonly Dictionary<long, DateTime> failed = [];

    internal RunMissions(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RunMissions> logger) => (this.scopes, this.clock, this.logger) = (scopes, clock, logger);

    public async Task ExecuteAsync(CancellationToken ct)
    {
        await pass.WaitAsync(ct);
        try
        {
            await using (var scope = scopes.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<LetIntoMissions>().ExecuteAsync(ct);
            while (await SettleAsync(ct)) ct.ThrowIfCancellationRequested();
        }
        finally
        {
            pass.Release();
        }
    }

    public void Dispose() => pass.Dispose();

    private async Task<bool> SettleAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var over in failed.Where(f => f.Value <= now).Select(f => f.Key).ToList()) failed.Remove(over);
        List<long> members;
        await using (var scope = scopes.CreateAsyncScope())
        {
            members = (await scope.ServiceProvider.GetRequiredService<SettleMissions>().NextAsync(AtOnce + failed.Count, ct)).FindAll(m => !failed.ContainsKey(m));
        }
        foreach (var member in members)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<SettleMissions>().ExecuteAsync(member, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e, member);
                failed[member] = now + Pause;
            }
        }
        return members.Count > 0;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The missions of member {Member} could not be settled; they are tried again in five minutes.")]
        public static partial void Failed(ILogger logger, Exception e, long member);
    }
}
