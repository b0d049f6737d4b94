namespace LineLoyalty.Conversation.Intake;

/// <summary>Webhooks that will be stored together; all their requests wait for the one answer.</summary>
internal sealed class InboxBatch
{
    private const int ChunkBytes = 256 * 1024;

    private readonly List<InboxRow> rows = [];
    private readonly byte[] firstChunk = new byte[ChunkBytes];
    private byte[] chunk;
    private int used;
    private TaskCompletionSource<bool> stored = NewAnswer();

    public InboxBatch() => chunk = firstChunk;

    public IReadOnlyList<InboxRow> Rows => rows;
    public long Bytes { get; private set; }
    /// <summary>True: durable. False: not stored, LINE shall send it again.</summary>
    public Task<bool> Stored => stored.Task;
    /// <summary>When its first webhook came, in <see cref="Environment.TickCount64"/>.</summary>
    public long Since { get; private set; }

    /// <summary>Copies the payloads: a request that gave up waiting takes its own memory with it.</summary>
    public void Add(ReadOnlySpan<InboxRow> events)
    {
        if (rows.Count == 0) Since = Environment.TickCount64;
        foreach (ref readonly var e in events) rows.Add(e with { Payload = Copy(e.Payload.Span) });
    }

    public void Answer(bool isStored) => stored.TrySetResult(isStored);

    public void Clear()
    {
        rows.Clear();
        (chunk, used, Bytes) = (firstChunk, 0, 0);
        stored = NewAnswer();
    }

    private Memory<byte> Copy(ReadOnlySpan<byte> payload)
    {
        Bytes += payload.Length;
        if (payload.Length > ChunkBytes / 4) return payload.ToArray();
        if (used + payload.Length > ChunkBytes) (chunk, used) = (new byte[ChunkBytes], 0);
        var place = chunk.AsMemory(used, payload.Length);
        payload.CopyTo(place.Span);
        used += payload.Length;
        return place;
    }

    // Continuations must not run on the writer's thread: it has the next batch to write.
    private static TaskCompletionSource<bool> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
