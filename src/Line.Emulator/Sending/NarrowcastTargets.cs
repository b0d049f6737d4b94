using System.Text.Json;
using Line.Emulator.Audiences;
using Line.Emulator.Http;
using Line.Emulator.Insight;
using Line.Emulator.Messages;
using Line.Emulator.Users;

namespace Line.Emulator.Sending;

/// <summary>Reads the recipient and filter objects of a narrowcast and finds the people they mean.</summary>
internal sealed class NarrowcastTargets(World world)
{
    private const int Deepest = 10;

    private bool _uploads, _others;

    public bool UsesDemographics { get; private set; }

    /// <summary>Some audience that LINE gathered itself holds fewer people than it may be used with.</summary>
    public bool SmallAudience { get; private set; }

    /// <summary>Uploaded ids tell a bot nothing new, so that there is no least number for them.</summary>
    public bool OnlyUploaded => _uploads && !_others && !UsesDemographics;

    public List<string> Find(JsonElement? recipient, JsonElement? filter, Problems problems)
    {
        var inside = recipient is { } who ? Recipient(who, "recipient", problems, 0) : _ => true;
        var demographic = filter?.Get("demographic");
        var fits = demographic is { } which ? Demographic(which, "filter.demographic", problems, 0) : _ => true;
        UsesDemographics = demographic is not null;
        return [.. world.Users.All.Where(u => u.CanReceiveBulk && inside(u) && fits(u)).Select(u => u.UserId)];
    }

    private Predicate<LineUser> Recipient(JsonElement recipient, string at, Problems problems, int depth)
    {
        switch (problems.OneOf(recipient, "type", $"{at}.type", required: true, "operator", "audience", "redelivery"))
        {
            case "operator":
                return Operator(recipient, at, problems, depth, Recipient);
            case "audience":
                if (recipient.Get("audienceGroupId") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt64(out var id))
                {
                    problems.Add("May not be null", $"{at}.audienceGroupId");
                    return _ => false;
                }

                if (world.Audiences.Find(id) is not { } audience || audience.StatusAt(world) != Audience.Ready)
                {
                    problems.Add("The audience does not exist or is not ready", $"{at}.audienceGroupId");
                    return _ => false;
                }

                var members = audience.MembersIn(world);
                if (audience.Type == "UPLOAD")
                    _uploads = true;
                else
                    (_others, SmallAudience) = (true, SmallAudience || members.Count < world.Options.NarrowcastMinimum);
                return user => members.Contains(user.UserId);
            case "redelivery":
                var requestId = recipient.Text("requestId");
                if (requestId is null || world.Figures.Find(requestId) is not { } earlier)
                {
                    problems.Add("No broadcast or narrowcast has this request id", $"{at}.requestId");
                    return _ => false;
                }

                _others = true;
                return user => earlier.Receivers.Contains(user.UserId);
            default:
                return _ => false;
        }
    }

    private Predicate<LineUser> Demographic(JsonElement filter, string at, Problems problems, int depth)
    {
        switch (problems.OneOf(filter, "type", $"{at}.type", required: true, "operator", "gender", "age", "appType", "area", "subscriptionPeriod"))
        {
            case "operator":
                return Operator(filter, at, problems, depth, Demographic);
            case "gender":
                return OneOf(filter, at, problems, user => Demographics.Of(user.UserId).Gender, "male", "female");
            case "appType":
                return OneOf(filter, at, problems, user => Demographics.Of(user.UserId).App, "ios", "android");
            case "area":
                return OneOf(filter, at, problems, user => Demographics.Of(user.UserId).Area);
            case "age":
                var (from, below) = (Age("gte"), Age("lt"));
                if (from is null && below is null)
                    problems.Add("gte or lt must be given", at);
                return user => Demographics.Of(user.UserId).Age is var age && age >= (from ?? 0) && age < (below ?? int.MaxValue);
            case "subscriptionPeriod":
                var (least, most) = (Days("gte"), Days("lt"));
                if (least is null && most is null)
                    problems.Add("gte or lt must be given", at);
                return user => user.FollowedAt is { } since && (world.Now - since).TotalDays is var days && days >= (least ?? 0) && days < (most ?? double.MaxValue);
            default:
                return _ => false;
        }

        int? Age(string name) => Number(name, "age_", "age_15", "age_20", "age_25", "age_30", "age_35", "age_40", "age_45", "age_50", "age_55", "age_60", "age_65", "age_70");
        int? Days(string name) => Number(name, "day_", "day_7", "day_30", "day_90", "day_180", "day_365");
        int? Number(string name, string prefix, params string[] allowed) =>
            problems.OneOf(filter, name, $"{at}.{name}", required: false, allowed) is { } text && allowed.Contains(text)
                ? int.Parse(text.AsSpan(prefix.Length), System.Globalization.CultureInfo.InvariantCulture)
                : null;
    }

    private static Predicate<LineUser> OneOf(JsonElement filter, string at, Problems problems, Func<LineUser, string> of, params string[] allowed)
    {
        if (problems.Array(filter, "oneOf", $"{at}.oneOf", 1, 100, required: true) is not { } values)
            return _ => false;
        var wanted = values.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : "").ToHashSet();
        if (wanted.Contains("") || allowed.Length > 0 && !wanted.All(allowed.Contains))
            problems.Add(allowed.Length > 0 ? $"Must be one of the following values: [{string.Join(", ", allowed)}]" : "May not be empty", $"{at}.oneOf");
        return user => wanted.Contains(of(user));
    }

    private static Predicate<LineUser> Operator(
        JsonElement of, string at, Problems problems, int depth, Func<JsonElement, string, Problems, int, Predicate<LineUser>> read)
    {
        if (depth >= Deepest)
        {
            problems.Add($"May be {Deepest} levels deep", at);
            return _ => false;
        }

        var (and, or, not) = (of.Get("and"), of.Get("or"), of.Get("not"));
        if (new[] { and, or, not }.Count(o => o is not null) != 1)
        {
            problems.Add("Exactly one of and, or, not must be given", at);
            return _ => false;
        }

        if (not is { } single)
        {
            var inner = read(single, $"{at}.not", problems, depth + 1);
            return user => !inner(user);
        }

        var name = and is null ? "or" : "and";
        if (problems.Array(of, name, $"{at}.{name}", 1, Deepest, required: true) is not { } parts)
            return _ => false;
        var all = parts.EnumerateArray().Select((part, i) => read(part, $"{at}.{name}[{i}]", problems, depth + 1)).ToList();
        return and is null ? user => all.Exists(p => p(user)) : user => all.TrueForAll(p => p(user));
    }
}
