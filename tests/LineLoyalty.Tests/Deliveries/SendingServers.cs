using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>Servers on one rig's database, of which one or the other ends or freezes now and then.</summary>
internal sealed class SendingServers(SendingRig rig)
{
    private readonly List<(ServiceProvider Services, HostLife Life)> alive = [];
    private readonly List<Task> ending = [];

    public async Task StartAsync()
    {
        var life = new HostLife();
        var services = rig.Build(life);
        await SendingRig.WorkerOf(services).StartAsync(TestContext.Current.CancellationToken);
        alive.Add((services, life));
    }

    public void KillOne(int which)
    {
        var (services, life) = alive[which % alive.Count];
        life.Kill();
        alive.RemoveAt(which % alive.Count);
        ending.Add(Task.Run(() => EndAsync(services)));
        // What it held is free when its leases end; two deaths later at the latest.
        rig.Clock.Advance(TimeSpan.FromSeconds(8));
    }

    /// <summary>Longer than its leases: when it wakes, its work has been given away.</summary>
    /// <param name="which">Which of those that live.</param>
    /// <param name="duration">How long it stands still.</param>
    /// <param name="clockToo">The others' clock moves on by more than a lease meanwhile.</param>
    public async Task FreezeOneAsync(int which, TimeSpan duration, bool clockToo)
    {
        var life = alive[which % alive.Count].Life;
        life.Freeze();
        if (clockToo) rig.Clock.Advance(TimeSpan.FromSeconds(20));
        await Task.Delay(duration, TestContext.Current.CancellationToken);
        life.Thaw();
    }

    public async Task StopAsync()
    {
        foreach (var (services, _) in alive) await EndAsync(services);
        await Task.WhenAll(ending);
    }

    private static async Task EndAsync(ServiceProvider services)
    {
        await SendingRig.WorkerOf(services).StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }
}
