namespace LineLoyalty.Databases;

/// <summary>An operating-system lock on a file beside the database; it is gone when its process is gone.</summary>
public sealed class FileLock : IAsyncDisposable, IDisposable
{
    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Null when another process holds it.</summary>
    public static FileLock? TryAcquire(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <exception cref="TimeoutException">Another process held it all the time.</exception>
    public static async Task<FileLock> AcquireAsync(string path, TimeSpan patience, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(100))
        {
            if (TryAcquire(path) is { } held) return held;
            if (waited >= patience) throw new TimeoutException($"{Path.GetFileName(path)} is held by another process.");
            await Task.Delay(100, ct);
        }
    }

    public void Dispose() => stream.Dispose();

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
