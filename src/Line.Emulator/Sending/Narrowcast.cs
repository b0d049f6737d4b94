using System.Text.Json;
using Line.Emulator.Journal;

namespace Line.Emulator.Sending;

/// <summary>A send to chosen people, from the moment it was taken in.</summary>
internal sealed class Narrowcast(NarrowcastAccepted accepted)
{
    public NarrowcastAccepted Accepted => accepted;

    /// <summary>Between the two recorded moments, so not worth a record of its own.</summary>
    public bool Sending { get; set; }

    public NarrowcastEnded? Ended { get; set; }
}

/// <summary>Taken in: from here on the quota for all its targets is spoken for.</summary>
internal sealed record NarrowcastAccepted(string RequestId, string? RetryKey, string[] Targets, JsonElement[] Messages) : JournalRecord
{
    /// <summary>Why it will fail, known from the start.</summary>
    public int? ErrorCode { get; init; }

    public bool? Silent { get; init; }

    public override void Apply(World world)
    {
        world.Narrowcasts[RequestId] = new Narrowcast(this);
        if (RetryKey is not null)
            world.RetryKeys.Remember(RetryKey, new AcceptedRequest(RequestId, "narrowcast", At, null));
        if (ErrorCode is null)
            world.Meter.Reserved[RequestId] = Targets.Length;
    }
}

internal sealed record NarrowcastEnded(string RequestId, int? ErrorCode, int Succeeded, int Failed) : JournalRecord
{
    public override void Apply(World world)
    {
        world.Meter.Reserved.Remove(RequestId);
        if (world.Narrowcasts.TryGetValue(RequestId, out var narrowcast))
            narrowcast.Ended = this;
    }
}
