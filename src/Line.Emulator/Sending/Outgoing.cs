using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Groups;
using Line.Emulator.Http;
using Line.Emulator.Messages;
using Line.Emulator.Users;

namespace Line.Emulator.Sending;

/// <summary>Decides about sends: refuse, answer a repeated retry key, or accept into the journal.</summary>
internal sealed partial class Outgoing(World world, MessageIds ids)
{
    public const int MulticastRecipients = 500;

    public async Task<LineAnswer> ReplyAsync(JsonElement body, string requestId)
    {
        if (body.Text("replyToken") is not { Length: > 0 } token)
            return LineAnswer.BodyErrors([new("May not be empty", "replyToken")]);
        if ((MessageList.Check(body) ?? MessageList.CheckOptions(body, withUnits: false)) is { } refusal)
            return refusal;
        Task kept;
        SendAccepted accepted;
        lock (world.Gate)
        {
            var now = world.Now;
            if (world.ReplyTokens.UserOf(token, now) is not { } userId || ChatWith(userId) is not { } chat)
                return LineAnswer.Refusal(400, "Invalid reply token");
            if (QuoteTokens.Check(body, userId, ids) is { } badQuote)
                return badQuote;
            accepted = Compose("reply", requestId, null, [userId], chat.Person?.Blocked == true ? [userId] : [], body, now) with { ReplyToken = token };
            kept = world.Record(accepted);
        }

        await kept;
        return SentAnswer(accepted.Sent!);
    }

    public async Task<LineAnswer> PushAsync(JsonElement body, string? retryKey, string requestId)
    {
        if (await RepeatAsync(retryKey) is { } repeat)
            return repeat;
        if (body.Text("to") is not { } to || !ChatId().IsMatch(to))
            return LineAnswer.BadProperty("to");
        if ((MessageList.Check(body) ?? MessageList.CheckOptions(body, withUnits: true)) is { } refusal)
            return refusal;
        Task kept;
        LineAnswer answer;
        lock (world.Gate)
        {
            var now = world.Now;
            if (Repeat(retryKey, now, out kept) is { } late)
            {
                answer = late;
            }
            else
            {
                if (Refused(to, body, now, out var reaches) is { } impossible)
                    return impossible;
                var accepted = Compose("push", requestId, retryKey, [to], reaches > 0 ? [] : [to], body, now) with { Recipients = to[0] == 'U' ? null : reaches };
                kept = world.Record(accepted);
                answer = SentAnswer(accepted.Sent!);
            }
        }

        await kept;
        return answer;
    }

    private (LineUser? Person, LineGroup? Group)? ChatWith(string id) => world.Users.Find(id) is { } person ? (person, null)
        : world.Groups.GetValueOrDefault(id) is { Left: false } group ? (null, group)
        : null;

    /// <summary>How many people a push reaches: each member of a group counts.</summary>
    private LineAnswer? Refused(string to, JsonElement body, DateTime now, out int reaches)
    {
        reaches = 0;
        if (ChatWith(to) is not { } chat)
            return LineAnswer.Refusal(400, "Failed to send messages");
        if (QuoteTokens.Check(body, to, ids) is { } badQuote)
            return badQuote;
        reaches = chat.Group?.Members.Count ?? (chat.Person!.CanReceivePush(now) ? 1 : 0);
        return reaches > 0 && !world.Meter.HasRoomFor(reaches, now) ? LineAnswer.MonthlyLimit : null;
    }

    public async Task<LineAnswer> MulticastAsync(JsonElement body, string? retryKey, string requestId)
    {
        if (await RepeatAsync(retryKey) is { } repeat)
            return repeat;
        if (body.Get("to") is not { ValueKind: JsonValueKind.Array } to)
            return LineAnswer.BadProperty("to");
        if (to.GetArrayLength() is < 1 or > MulticastRecipients)
            return LineAnswer.BodyErrors([new($"Size must be between 1 and {MulticastRecipients}", "to")]);
        var recipients = new List<string>(to.GetArrayLength());
        foreach (var recipient in to.EnumerateArray())
        {
            if (recipient.ValueKind != JsonValueKind.String || !UserId().IsMatch(recipient.GetString()!))
                return LineAnswer.BadProperty($"to[{recipients.Count}]");
            recipients.Add(recipient.GetString()!);
        }

        if ((MessageList.Check(body) ?? MessageList.CheckOptions(body, withUnits: true)) is { } refusal)
            return refusal;
        return await SendToManyAsync("multicast", body, retryKey, requestId, () => [.. recipients.Distinct()]);
    }

    public async Task<LineAnswer> BroadcastAsync(JsonElement body, string? retryKey, string requestId)
    {
        if (await RepeatAsync(retryKey) is { } repeat)
            return repeat;
        if ((MessageList.Check(body) ?? MessageList.CheckOptions(body, withUnits: false)) is { } refusal)
            return refusal;
        return await SendToManyAsync("broadcast", body, retryKey, requestId,
            () => [.. world.Users.All.Where(u => u.CanReceiveBulk).Select(u => u.UserId)]);
    }

    private async Task<LineAnswer> SendToManyAsync(
        string endpoint, JsonElement body, string? retryKey, string requestId, Func<string[]> recipients)
    {
        Task kept;
        LineAnswer answer;
        lock (world.Gate)
        {
            var now = world.Now;
            if (Repeat(retryKey, now, out kept) is { } late)
            {
                answer = late;
            }
            else
            {
                var to = recipients();
                var dropped = to.Where(id => world.Users.Find(id) is not { CanReceiveBulk: true }).ToArray();
                if (dropped.Length < to.Length && !world.Meter.HasRoomFor(to.Length - dropped.Length, now))
                    return LineAnswer.MonthlyLimit;
                kept = world.Record(Compose(endpoint, requestId, retryKey, to, dropped, body, now) with { Sent = null });
                answer = LineAnswer.Empty;
            }
        }

        await kept;
        return answer;
    }

    private SendAccepted Compose(
        string endpoint, string requestId, string? retryKey, string[] to, string[] dropped, JsonElement body, DateTime now)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToArray();
        var messageIds = Array.ConvertAll(messages, _ => ids.Next(now));
        var sent = messages.Select((m, i) => new SentMessage(messageIds[i], QuoteTokens.CanQuote(m) ? ids.QuoteToken(messageIds[i], to[0]) : null));
        return new SendAccepted(endpoint, requestId, retryKey, to, messages, 200)
        {
            At = now,
            Dropped = dropped.Length > 0 ? dropped : null,
            Sent = to.Length == 1 ? sent.ToArray() : null,
            MessageIds = messageIds,
            Unit = endpoint is "push" or "multicast" && body.Get("customAggregationUnits") is { ValueKind: JsonValueKind.Array } units && units.GetArrayLength() == 1 ? units[0].GetString() : null,
            Silent = body.Get("notificationDisabled") is { ValueKind: JsonValueKind.True } ? true : null,
        };
    }

    /// <summary>A key that was accepted stays accepted, whatever the body says now.</summary>
    private async Task<LineAnswer?> RepeatAsync(string? retryKey)
    {
        LineAnswer? repeat;
        Task kept;
        lock (world.Gate)
            repeat = Repeat(retryKey, world.Now, out kept);
        await kept;
        return repeat;
    }

    /// <summary>The first acceptance must be on disk (<paramref name="kept"/>) before we say that there was one.</summary>
    private LineAnswer? Repeat(string? retryKey, DateTime now, out Task kept)
    {
        kept = Task.CompletedTask;
        if (retryKey is null || world.RetryKeys.Find(retryKey, now) is not { } accepted)
            return null;
        kept = world.WhenDurable();
        return new LineAnswer(409, json =>
        {
            json.WriteStartObject();
            json.WriteString("message", "The retry key is already accepted");
            if (accepted.Endpoint == "push" && accepted.SentMessages is not null)
                WriteSent(json, accepted.SentMessages);
            json.WriteEndObject();
        }) { AcceptedRequestId = accepted.RequestId };
    }

    private static LineAnswer SentAnswer(IReadOnlyList<SentMessage> sent) => new(200, json =>
    {
        json.WriteStartObject();
        WriteSent(json, sent);
        json.WriteEndObject();
    });

    private static void WriteSent(Utf8JsonWriter json, IReadOnlyList<SentMessage> sent)
    {
        json.WriteStartArray("sentMessages");
        foreach (var message in sent)
        {
            json.WriteStartObject();
            json.WriteString("id", message.Id);
            if (message.QuoteToken is not null)
                json.WriteString("quoteToken", message.QuoteToken);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    [GeneratedRegex("^[UCR][0-9a-f]{32}$")]
    private static partial Regex ChatId();

    [GeneratedRegex("^U[0-9a-f]{32}$")]
    private static partial Regex UserId();
}
