using System.Text.Json;
using Line.Emulator.Channels;
using Line.Emulator.Http;
using Line.Emulator.Insight;
using Line.Emulator.Messages;

namespace Line.Emulator.Sending;

internal static class NarrowcastEndpoints
{
    private static readonly TimeSpan ProgressKept = TimeSpan.FromDays(14);

    public static void MapNarrowcasts(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/message/narrowcast", async (HttpContext http, Narrowcasting narrowcasting) =>
        {
            var body = await LineBody.ReadAsync(http);
            var key = http.Request.Headers["X-Line-Retry-Key"].ToString();
            return body.Refusal ?? await narrowcasting.AcceptAsync(body.Json, key.Length == 0 ? null : key, http.TraceIdentifier);
        }).AsLine(LineOperation.PerHour("narrowcast", 60) with { TakesRetryKey = true });
        app.MapGet("/v2/bot/message/progress/narrowcast", (string? requestId, World world) => Progress(requestId, world))
            .AsLine(LineOperation.PerSecond("narrowcast.progress"));
    }

    private static LineAnswer Progress(string? requestId, World world)
    {
        lock (world.Gate)
        {
            if (requestId is null || !world.Narrowcasts.TryGetValue(requestId, out var narrowcast) || world.Now - narrowcast.Accepted.At >= ProgressKept)
                return LineAnswer.NotFound;
            var acceptedTime = narrowcast.Accepted.At;
            if (narrowcast.Ended is not { } ended)
                return LineAnswer.Of(new { phase = narrowcast.Sending ? "sending" : "waiting", acceptedTime });
            return ended.ErrorCode is { } errorCode
                ? LineAnswer.Of(new { phase = "failed", failedDescription = Reason(errorCode), errorCode, acceptedTime, completedTime = ended.At })
                : LineAnswer.Of(new
                {
                    phase = "succeeded",
                    successCount = ended.Succeeded,
                    failureCount = ended.Failed,
                    targetCount = narrowcast.Accepted.Targets.Length,
                    acceptedTime,
                    completedTime = ended.At,
                });
        }
    }

    private static string Reason(int code) => code switch
    {
        2 => "There are not enough recipients.",
        4 => "An audience of too few recipients is a condition of this send.",
        5 => "The send was canceled because it would have reached only a part of its targets.",
        _ => "An internal error occurred.",
    };
}

/// <summary>Decides about a narrowcast: whom it is for, whether the quota holds, and what will become of it.</summary>
internal sealed class Narrowcasting(CurrentBot current, World world)
{
    public async Task<LineAnswer> AcceptAsync(JsonElement body, string? retryKey, string requestId)
    {
        if ((MessageList.Check(body) ?? MessageList.CheckOptions(body, withUnits: false)) is { } refusal)
            return refusal;
        Task kept;
        LineAnswer answer;
        lock (world.Gate)
        {
            if (retryKey is not null && world.RetryKeys.Find(retryKey, world.Now) is { } before)
            {
                kept = world.WhenDurable();
                answer = LineAnswer.AlreadyAccepted(before.RequestId);
            }
            else
            {
                if (Compose(body, retryKey, requestId, out var accepted) is { } impossible)
                    return impossible;
                kept = world.Record(accepted!);
                current.Bot.Narrowcasts.Begin(world.Narrowcasts[requestId]);
                answer = LineAnswer.Accepted;
            }
        }

        await kept;
        return answer;
    }

    private LineAnswer? Compose(JsonElement body, string? retryKey, string requestId, out NarrowcastAccepted? accepted)
    {
        accepted = null;
        var problems = new Problems();
        var limit = problems.Object(body, "limit", "limit", required: false);
        int? max = null;
        bool upToQuota = false, whole = false;
        if (limit is { } given)
        {
            max = problems.WholeNumber(given, "max", "limit.max", required: false);
            upToQuota = given.Get("upToRemainingQuota")?.ValueKind == JsonValueKind.True;
            whole = given.Get("forbidPartialDelivery")?.ValueKind == JsonValueKind.True;
            if (max < 1)
                problems.Add("Must be 1 or more", "limit.max");
            if (whole && !upToQuota)
                problems.Add("Can be true only if upToRemainingQuota is true", "limit.forbidPartialDelivery");
        }

        var targets = new NarrowcastTargets(world);
        var people = targets.Find(problems.Object(body, "recipient", "recipient", required: false), problems.Object(body, "filter", "filter", required: false), problems);
        if (problems.Answer() is { } bad)
            return bad;
        var friends = world.Users.All.Count(u => u.CanReceiveBulk);
        if (targets.UsesDemographics && friends < 2 * world.Options.NarrowcastMinimum)
            return LineAnswer.Refusal(403, "Access to this API is not available for your account");
        int? errorCode = targets.SmallAudience ? 4 : people.Count < world.Options.NarrowcastMinimum && !targets.OnlyUploaded ? 2 : null;
        if (max is { } most && people.Count > most)
            people = Some(people, most, requestId);
        if (world.Meter.Remaining(world.Now) is { } left && people.Count > left && errorCode is null)
        {
            if (!upToQuota || left == 0)
                return LineAnswer.MonthlyLimit;
            if (whole)
                errorCode = 5;
            else
                people = Some(people, (int)left, requestId);
        }

        accepted = new NarrowcastAccepted(requestId, retryKey, [.. people], [.. body.GetProperty("messages").EnumerateArray()])
        {
            ErrorCode = errorCode, Silent = body.Get("notificationDisabled") is { ValueKind: JsonValueKind.True } ? true : null,
        };
        return null;
    }

    /// <summary>LINE takes them at random.</summary>
    private static List<string> Some(List<string> people, int count, string requestId)
    {
        var shuffled = people.ToArray();
        new Random((int)Draw.Hash(requestId)).Shuffle(shuffled);
        return [.. shuffled.AsSpan(0, count)];
    }
}
