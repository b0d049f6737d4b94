using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;
using Line.Messaging.Validation;

namespace Line.Messaging.RichMenus;

/// <summary>Changes to the rich menus of all users at once.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#batch-control-rich-menus-of-users"/>
public sealed record RichMenuBatch
{
    /// <summary>1 to 1000 operations; <see cref="RichMenuUnlinkAllOperation"/> only alone.</summary>
    public required IReadOnlyList<RichMenuOperation> Operations { get; init; }

    /// <summary>Continues a failed batch: 1 to 100 of <c>a-zA-Z0-9_-</c>, the same as in the failed one, valid 14 days.</summary>
    public string? ResumeRequestKey { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => RequestRules.Check(this);
}

/// <summary>One change of a batch.</summary>
[JsonConverter(typeof(RichMenuOperationConverter))]
public abstract record RichMenuOperation
{
    private protected RichMenuOperation(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }
}

/// <summary>Gives every user of one menu another.</summary>
public sealed record RichMenuReplaceOperation() : RichMenuOperation("link")
{
    /// <summary>The menu they have.</summary>
    public required string From { get; init; }

    /// <summary>The menu they get.</summary>
    public required string To { get; init; }
}

/// <summary>Takes a menu away from every user who has it.</summary>
public sealed record RichMenuUnlinkOperation() : RichMenuOperation("unlink")
{
    /// <summary>The menu.</summary>
    public required string From { get; init; }
}

/// <summary>Takes every user's own menu away.</summary>
public sealed record RichMenuUnlinkAllOperation() : RichMenuOperation("unlinkAll");

/// <summary>An operation this library has no record for, kept and written as it is.</summary>
/// <param name="Json">The whole object.</param>
public sealed record RawRichMenuOperation(JsonElement Json) : RichMenuOperation("raw"), IRawJson;

/// <summary>How far a batch is.</summary>
public sealed record RichMenuBatchProgress : LineResult
{
    /// <summary><c>ongoing</c>, <c>succeeded</c> or <c>failed</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>When LINE accepted it.</summary>
    public required DateTimeOffset AcceptedTime { get; init; }

    /// <summary>When it was done; null while it runs.</summary>
    public DateTimeOffset? CompletedTime { get; init; }
}

internal sealed class RichMenuOperationConverter : UnionConverter<RichMenuOperation>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "link" => typeof(RichMenuReplaceOperation),
        "unlink" => typeof(RichMenuUnlinkOperation),
        "unlinkAll" => typeof(RichMenuUnlinkAllOperation),
        _ => null,
    };

    protected override RichMenuOperation Unknown(ref Utf8JsonReader reader) => new RawRichMenuOperation(JsonElement.ParseValue(ref reader));
}
