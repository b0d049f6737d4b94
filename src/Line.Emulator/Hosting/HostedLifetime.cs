namespace Line.Emulator.Hosting;

/// <summary>Whoever started the emulator ends it; signals are theirs to hear.</summary>
internal sealed class HostedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
