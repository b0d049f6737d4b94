using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Control;

/// <summary>Clock and journal, for the phone and for tests.</summary>
internal static class ControlEndpoints
{
    private const int MostEntries = 10_000;

    public static void MapClockAndJournal(this RouteGroupBuilder control)
    {
        control.MapGet("/clock", (PhoneClock clock) => Results.Json(clock.View(), ControlJson.Options));
        control.MapPost("/clock", (ClockRequest request, PhoneClock clock) => clock.MoveAsync(request));
        control.MapGet("/journal", Entries);
        control.MapGet("/journal/summary", Summary);
        control.MapPost("/rate-limits", (RateLimitRequest request, RateLimits rates) =>
        {
            rates.Enforced = request.Enforced;
            return Results.Json(new { enforced = rates.Enforced }, ControlJson.Options);
        });
    }

    private static async Task<IResult> Entries(World world, long? after, int? limit, string? user)
    {
        await world.WhenDurable();
        var entries = new List<JournalEntryView>();
        var next = after ?? 0;
        foreach (var line in world.Sends(next))
        {
            if (entries.Count == Math.Clamp(limit ?? 1000, 1, MostEntries))
                break;
            next = line.Seq;
            var entry = line.Read();
            if (user is null || entry.To.Contains(user))
                entries.Add(JournalEntryView.Of(entry));
        }

        return Results.Json(new { entries, next }, ControlJson.Options);
    }

    private static async Task<IResult> Summary(World world, long? after)
    {
        await world.WhenDurable();
        var byEndpoint = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var recipients = new Dictionary<string, long>();
        var seen = new HashSet<(string, string)>();
        long accepted = 0, duplicates = 0;
        foreach (var line in world.Sends(after ?? 0))
        {
            var entry = line.Read();
            accepted++;
            byEndpoint[entry.Endpoint] = byEndpoint.GetValueOrDefault(entry.Endpoint) + 1;
            var messages = JsonSerializer.Serialize(entry.Messages);
            foreach (var userId in entry.To.Except(entry.Dropped ?? []))
            {
                recipients[userId] = recipients.GetValueOrDefault(userId) + 1;
                if (entry.Endpoint != "reply" && !seen.Add((userId, messages)))
                    duplicates++;
            }
        }

        return Results.Json(new { accepted, byEndpoint, recipients, duplicates }, ControlJson.Options);
    }
}

internal sealed record RateLimitRequest(bool Enforced);

internal sealed record JournalEntryView(
    long Seq, DateTime At, string Endpoint, string RequestId, string? RetryKey, string[] To, JsonElement[] Messages, int Status, string[] Dropped)
{
    public static JournalEntryView Of(Sending.SendAccepted entry) => new(
        entry.Seq, entry.At, entry.Endpoint, entry.RequestId, entry.RetryKey, entry.To, entry.Messages, entry.Status, entry.Dropped ?? []);
}
