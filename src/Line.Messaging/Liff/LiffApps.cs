using Line.Messaging.Validation;

namespace Line.Messaging.Liff;

/// <summary>A LIFF app to add.</summary>
/// <seealso href="https://developers.line.biz/en/reference/liff-server/#add-liff-app"/>
public sealed record LiffAppRequest
{
    /// <summary>Size and address.</summary>
    public required LiffView View { get; init; }

    /// <summary>Name; may not contain "LINE".</summary>
    public string? Description { get; init; }

    /// <summary>What it may use.</summary>
    public LiffFeatures? Features { get; init; }

    /// <summary>How extra paths and queries reach the app: <c>concat</c>.</summary>
    public string? PermanentLinkPattern { get; init; }

    /// <summary>Some of <c>openid</c>, <c>email</c>, <c>profile</c> and <c>chat_message.write</c>; LINE's default is the last two.</summary>
    public IReadOnlyList<string>? Scope { get; init; }

    /// <summary><c>normal</c>, <c>aggressive</c> or <c>none</c> (default): offers to add the account as a friend.</summary>
    public string? BotPrompt { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => AudienceRules.Check(this);
}

/// <summary>Size and address of a LIFF app.</summary>
public sealed record LiffView
{
    /// <summary><c>compact</c>, <c>tall</c> or <c>full</c>.</summary>
    public required string Type { get; init; }

    /// <summary>HTTPS, without a fragment.</summary>
    public required string Url { get; init; }

    /// <summary>True to hide the button of the header.</summary>
    public bool? ModuleMode { get; init; }
}

/// <summary>What a LIFF app may use.</summary>
public sealed record LiffFeatures
{
    /// <summary>Bluetooth; only read.</summary>
    public bool? Ble { get; init; }

    /// <summary>The code scanner.</summary>
    public bool? QrCode { get; init; }
}

/// <summary>Changes to a LIFF app; null leaves a part as it is.</summary>
/// <seealso href="https://developers.line.biz/en/reference/liff-server/#update-liff-app"/>
public sealed record LiffAppUpdate
{
    /// <summary>Size and address.</summary>
    public LiffViewUpdate? View { get; init; }

    /// <summary>Name; may not contain "LINE".</summary>
    public string? Description { get; init; }

    /// <summary>What it may use.</summary>
    public LiffFeatures? Features { get; init; }

    /// <summary>How extra paths and queries reach the app: <c>concat</c>.</summary>
    public string? PermanentLinkPattern { get; init; }

    /// <summary>Some of <c>openid</c>, <c>email</c>, <c>profile</c> and <c>chat_message.write</c>.</summary>
    public IReadOnlyList<string>? Scope { get; init; }

    /// <summary><c>normal</c>, <c>aggressive</c> or <c>none</c>.</summary>
    public string? BotPrompt { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => AudienceRules.Check(this);
}

/// <summary>Changes to size and address; null leaves a part as it is.</summary>
public sealed record LiffViewUpdate
{
    /// <summary><c>compact</c>, <c>tall</c> or <c>full</c>.</summary>
    public string? Type { get; init; }

    /// <summary>HTTPS, without a fragment.</summary>
    public string? Url { get; init; }

    /// <summary>True to hide the button of the header.</summary>
    public bool? ModuleMode { get; init; }
}

/// <summary>The id of a new LIFF app.</summary>
public sealed record LiffIdResult : LineResult
{
    /// <summary>The id; the app's link is <c>https://liff.line.me/{LiffId}</c>.</summary>
    public required string LiffId { get; init; }
}

/// <summary>All LIFF apps of a channel.</summary>
public sealed record LiffAppList : LineResult
{
    /// <summary>At most 30.</summary>
    public IReadOnlyList<LiffApp> Apps { get; init => field = value ?? field; } = [];
}

/// <summary>A LIFF app as LINE holds it.</summary>
public sealed record LiffApp
{
    /// <summary>Its id.</summary>
    public string LiffId { get; init => field = value ?? field; } = "";

    /// <summary>Size and address.</summary>
    public LiffView? View { get; init; }

    /// <summary>Name.</summary>
    public string? Description { get; init; }

    /// <summary>What it may use.</summary>
    public LiffFeatures? Features { get; init; }

    /// <summary>How extra paths and queries reach the app.</summary>
    public string? PermanentLinkPattern { get; init; }

    /// <summary>Scopes.</summary>
    public IReadOnlyList<string> Scope { get; init => field = value ?? field; } = [];

    /// <summary>Whether it offers to add the account.</summary>
    public string? BotPrompt { get; init; }
}
