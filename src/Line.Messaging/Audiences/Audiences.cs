using System.Text.Json.Serialization;
using Line.Messaging.Validation;

namespace Line.Messaging.Audiences;

/// <summary>An audience of uploaded ids to create.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group"/>
public sealed record AudienceRequest
{
    /// <summary>Name, at most 120; case does not count.</summary>
    public string? Description { get; init; }

    /// <summary>True when the ids are advertising ids (IFA) instead of user ids.</summary>
    public bool? IsIfaAudience { get; init; }

    /// <summary>Name of the upload job.</summary>
    public string? UploadDescription { get; init; }

    /// <summary>At most 10,000; null for an empty audience to add to.</summary>
    public IReadOnlyList<AudienceMember>? Audiences { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => AudienceRules.Check(this);
}

/// <summary>Ids to add to an uploaded audience.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group"/>
public sealed record AudienceAddition
{
    /// <summary>The audience.</summary>
    public required long AudienceGroupId { get; init; }

    /// <summary>Name of the upload job.</summary>
    public string? UploadDescription { get; init; }

    /// <summary>1 to 10,000.</summary>
    public required IReadOnlyList<AudienceMember> Audiences { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => AudienceRules.Check(this);
}

/// <summary>One member of an audience.</summary>
/// <param name="Id">User id or advertising id.</param>
public sealed record AudienceMember(string Id);

/// <summary>An audience of the users who tapped a link.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-click-audience-group"/>
public sealed record ClickAudienceRequest
{
    /// <summary>Name, 1 to 120.</summary>
    public required string Description { get; init; }

    /// <summary>Request id of a broadcast or narrowcast of the last 60 days.</summary>
    public required string RequestId { get; init; }

    /// <summary>The link, at most 2000; null for any link of the message.</summary>
    public string? ClickUrl { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => AudienceRules.Check(this);
}

/// <summary>An audience of the users who saw a message.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-imp-audience-group"/>
public sealed record ImpressionAudienceRequest
{
    /// <summary>Name, 1 to 120.</summary>
    public required string Description { get; init; }

    /// <summary>Request id of a broadcast or narrowcast of the last 60 days.</summary>
    public required string RequestId { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => AudienceRules.Check(this);
}

internal sealed record AudienceName(string Description);

/// <summary>A page of a list of audiences and what to leave out.</summary>
public sealed record AudienceQuery
{
    /// <summary>From 1.</summary>
    public long Page { get; init; } = 1;

    /// <summary>Audiences per page, at most 40; LINE's default is 20.</summary>
    public long? Size { get; init; }

    /// <summary>Part of the name.</summary>
    public string? Description { get; init; }

    /// <summary>One of <see cref="AudienceStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary><c>OA_MANAGER</c>, <c>MESSAGING_API</c>, <c>POINT_AD</c> or <c>AD_MANAGER</c>.</summary>
    public string? CreateRoute { get; init; }

    /// <summary>Own list: also public audiences of the bot's other channels (LINE's default). Shared list: also the channel's own ones.</summary>
    public bool? IncludesOthers { get; init; }
}

/// <summary>Values of <see cref="Audience.Status"/>.</summary>
public static class AudienceStatus
{
    /// <summary>Being filled.</summary>
    public const string InProgress = "IN_PROGRESS";

    /// <summary>Usable.</summary>
    public const string Ready = "READY";

    /// <summary>Could not be filled.</summary>
    public const string Failed = "FAILED";

    /// <summary>Too old.</summary>
    public const string Expired = "EXPIRED";

    /// <summary>Put aside by LINE.</summary>
    public const string Inactive = "INACTIVE";

    /// <summary>Being taken back into use.</summary>
    public const string Activating = "ACTIVATING";
}

/// <summary>An audience that was created.</summary>
public sealed record AudienceResult : LineResult
{
    /// <summary>Its id.</summary>
    public long AudienceGroupId { get; init; }

    /// <summary><c>MESSAGING_API</c>.</summary>
    public string CreateRoute { get; init => field = value ?? field; } = "";

    /// <summary><c>UPLOAD</c>, <c>CLICK</c> or <c>IMP</c>.</summary>
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary>Name.</summary>
    public string Description { get; init => field = value ?? field; } = "";

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary><c>READ</c> or <c>READ_WRITE</c>.</summary>
    public string? Permission { get; init; }

    /// <summary>Unix seconds after which LINE deletes it.</summary>
    public long? ExpireTimestamp { get; init; }

    /// <summary>Made of advertising ids.</summary>
    public bool IsIfaAudience { get; init; }

    /// <summary>The message it was made from; click and impression audiences. The call's own id is <see cref="LineResult.RequestId"/>.</summary>
    [JsonPropertyName("requestId")]
    public string? MessageRequestId { get; init; }

    /// <summary>The link; click audiences.</summary>
    public string? ClickUrl { get; init; }
}

/// <summary>An audience.</summary>
public sealed record Audience
{
    /// <summary>Its id.</summary>
    public long AudienceGroupId { get; init; }

    /// <summary><c>UPLOAD</c>, <c>CLICK</c>, <c>IMP</c>, <c>CHAT_TAG</c>, <c>FRIEND_PATH</c> …; LINE adds values.</summary>
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary>Name.</summary>
    public string Description { get; init => field = value ?? field; } = "";

    /// <summary>One of <see cref="AudienceStatus"/>; LINE may add values.</summary>
    public string Status { get; init => field = value ?? field; } = "";

    /// <summary>Why it failed; only with <see cref="AudienceStatus.Failed"/> and <see cref="AudienceStatus.Expired"/>.</summary>
    public string? FailedType { get; init; }

    /// <summary>Users in it.</summary>
    public long AudienceCount { get; init; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>The message it was made from.</summary>
    public string? RequestId { get; init; }

    /// <summary>The link it was made from.</summary>
    public string? ClickUrl { get; init; }

    /// <summary>Made of advertising ids.</summary>
    public bool IsIfaAudience { get; init; }

    /// <summary><c>READ</c> or <c>READ_WRITE</c>.</summary>
    public string? Permission { get; init; }

    /// <summary><c>OA_MANAGER</c>, <c>MESSAGING_API</c>, <c>POINT_AD</c> or <c>AD_MANAGER</c>.</summary>
    public string? CreateRoute { get; init; }

    /// <summary>Unix seconds after which LINE deletes it.</summary>
    public long? ExpireTimestamp { get; init; }

    /// <summary>Unix seconds it was last taken into use.</summary>
    public long? Activated { get; init; }

    /// <summary>Unix seconds after which it is put aside.</summary>
    public long? InactiveTimestamp { get; init; }
}

/// <summary>One upload.</summary>
public sealed record AudienceJob
{
    /// <summary>Job.</summary>
    public long AudienceGroupJobId { get; init; }

    /// <summary>Audience.</summary>
    public long AudienceGroupId { get; init; }

    /// <summary>Name given with the upload.</summary>
    public string Description { get; init => field = value ?? field; } = "";

    /// <summary><c>DIFF_ADD</c>.</summary>
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary><c>QUEUED</c>, <c>WORKING</c>, <c>FINISHED</c> or <c>FAILED</c>; LINE's file has it.</summary>
    public string? JobStatus { get; init; }

    /// <summary>The same under the name LINE's examples have.</summary>
    public string? Status { get; init; }

    /// <summary>Why it failed.</summary>
    public string? FailedType { get; init; }

    /// <summary>Users added.</summary>
    public long AudienceCount { get; init; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }
}

/// <summary>An audience with its uploads.</summary>
public sealed record AudienceData : LineResult
{
    /// <summary>The audience.</summary>
    public Audience AudienceGroup { get; init => field = value ?? field; } = new();

    /// <summary>At most 50 uploads; uploaded audiences only.</summary>
    public IReadOnlyList<AudienceJob> Jobs { get; init => field = value ?? field; } = [];

    /// <summary>The advertising account that owns it; null for others.</summary>
    [JsonPropertyName("adaccount")]
    public AdAccount? AdAccount { get; init; }
}

/// <summary>An advertising account.</summary>
/// <param name="Name">Name.</param>
public sealed record AdAccount(string? Name = null);

/// <summary>A shared audience with its uploads and owner.</summary>
public sealed record SharedAudienceData : LineResult
{
    /// <summary>The audience.</summary>
    public Audience AudienceGroup { get; init => field = value ?? field; } = new();

    /// <summary>At most 50 uploads; uploaded audiences only.</summary>
    public IReadOnlyList<AudienceJob> Jobs { get; init => field = value ?? field; } = [];

    /// <summary>Who shares it.</summary>
    public AudienceOwner? Owner { get; init; }
}

/// <summary>Who shares an audience.</summary>
/// <param name="ServiceType">Kind of account.</param>
/// <param name="Id">Account.</param>
/// <param name="Name">Name.</param>
public sealed record AudienceOwner(string? ServiceType = null, string? Id = null, string? Name = null);

/// <summary>One page of audiences.</summary>
public sealed record AudiencePage : LineResult
{
    /// <summary>The audiences.</summary>
    public IReadOnlyList<Audience> AudienceGroups { get; init => field = value ?? field; } = [];

    /// <summary>Whether another page follows.</summary>
    public bool HasNextPage { get; init; }

    /// <summary>Audiences the query finds.</summary>
    public long TotalCount { get; init; }

    /// <summary>Those of them the channel may change.</summary>
    public long ReadWriteAudienceGroupTotalCount { get; init; }

    /// <summary>This page.</summary>
    public long Page { get; init; }

    /// <summary>Audiences per page.</summary>
    public long Size { get; init; }
}
