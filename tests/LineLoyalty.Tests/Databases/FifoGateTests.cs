using LineLoyalty.Databases.Sqlite;
using Xunit;

namespace LineLoyalty.Tests.Databases;

public sealed class FifoGateTests
{
    [Fact]
    public async Task Writers_go_in_the_order_they_came_and_never_two_at_once()
    {
        var gate = new FifoGate();
        var order = new List<int>();
        var inside = 0;
        var first = await gate.EnterAsync(CancellationToken.None);
        var others = new List<Task>();
        for (var i = 0; i < 50; i++)
        {
            var number = i;
            var turn = gate.EnterAsync(CancellationToken.None).AsTask(); // queued here, in this order
            others.Add(Task.Run(
                async () =>
                {
                    using var mine = await turn;
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    order.Add(number);
                    await Task.Yield();
                    Interlocked.Decrement(ref inside);
                },
                TestContext.Current.CancellationToken));
        }
        first.Dispose();
        await Task.WhenAll(others);
        Assert.Equal(Enumerable.Range(0, 50), order);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_does_not_hold_the_others_up()
    {
        var gate = new FifoGate();
        var first = await gate.EnterAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource();
        var impatient = gate.EnterAsync(patience.Token).AsTask();
        var patient = gate.EnterAsync(CancellationToken.None).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        first.Dispose();
        first.Dispose(); // twice is once
        using var mine = await patient;
        var next = gate.EnterAsync(CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
    }
}
