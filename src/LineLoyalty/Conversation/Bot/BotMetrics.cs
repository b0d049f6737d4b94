using System.Diagnostics.Metrics;

namespace LineLoyalty.Conversation.Bot;

/// <summary>What the bot did, for <c>/metrics</c>.</summary>
internal sealed class BotMetrics
{
    private readonly Counter<long> events;
    private readonly Counter<long> replies;

    public BotMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("LineLoyalty");
        events = meter.CreateCounter<long>("bot.events");
        replies = meter.CreateCounter<long>("bot.replies");
    }

    /// <param name="state">What became of the event: <c>Done</c>, <c>Ignored</c>, <c>Pending</c> (put off) or <c>Failed</c>.</param>
    public void Worked(InboxState state) => events.Add(1, new KeyValuePair<string, object?>("state", state.ToString()));

    /// <param name="outcome"><c>Sent</c>, <c>Refused</c> (a push went out instead) or <c>Unknown</c>.</param>
    public void Replied(string outcome) => replies.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
