using LineLoyalty.Databases;
using LineLoyalty.Deliveries;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>A server whose clock runs ahead would send before its time what is planned for later.</summary>
public sealed class WrongClockTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_whose_clock_is_off_sends_nothing_until_it_is_right()
    {
        await using var rig = await SendingRig.StartAsync(settings: new() { ["Deliveries:Poll"] = "00:00:00.05" });
        await rig.PushAsync(await rig.AddMembersAsync(3));
        var machine = new Machine { Ahead = TimeSpan.FromMinutes(5) };
        await using var server = rig.Build(machine: machine);
        var worker = SendingRig.WorkerOf(server);
        await worker.StartAsync(Ct);
        try
        {
            // On SQLite the machine's clock is all there is.
            if (TestDatabase.Provider != DatabaseProvider.Sqlite)
            {
                await machine.Looked.WaitAsync(Ct);
                await Task.Delay(500, Ct);
                Assert.True(await rig.WithAsync(db => db.Deliveries.AllAsync(d => d.State == DeliveryState.Pending && d.LeaseOwner == null, Ct)));
            }
            machine.Ahead = TimeSpan.Zero;
            await rig.UntilAsync(db => db.Deliveries.AllAsync(d => d.State == DeliveryState.Sent, Ct));
        }
        finally
        {
            await worker.StopAsync(Ct);
        }
    }

    private sealed class Machine : TimeProvider
    {
        private readonly TaskCompletionSource looked = new();
        private int asked;

        public TimeSpan Ahead { get; set; }

        /// <summary>Completes when the clock has been compared, which takes two looks.</summary>
        public Task Looked => looked.Task;

        public override DateTimeOffset GetUtcNow()
        {
            if (Interlocked.Increment(ref asked) == 2) looked.TrySetResult();
            return System.GetUtcNow() + Ahead;
        }
    }
}
