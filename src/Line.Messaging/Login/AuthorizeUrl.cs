using System.Globalization;
using System.Text;

namespace Line.Messaging.Login;

/// <summary>The page a user signs in at.</summary>
/// <seealso href="https://developers.line.biz/en/docs/line-login/integrate-line-login/#making-an-authorization-request"/>
public sealed record AuthorizeUrl
{
    /// <summary>LINE Login channel id.</summary>
    public required string ChannelId { get; init; }

    /// <summary>A callback address registered in the console.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>A random value bound to the browser's session; compare it in the callback.</summary>
    public required string State { get; init; }

    /// <summary>Scopes; <c>profile openid</c> by default.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["profile", "openid"];

    /// <summary>A random value that comes back inside the ID token.</summary>
    public string? Nonce { get; init; }

    /// <summary><c>normal</c> or <c>aggressive</c>: offers to add the account as a friend.</summary>
    public string? BotPrompt { get; init; }

    /// <summary><c>consent</c> to ask again, <c>login</c> to sign in again, <c>none</c> to never show a page.</summary>
    public string? Prompt { get; init; }

    /// <summary>Language of LINE's pages, for example <c>zh-TW</c>.</summary>
    public string? UiLocales { get; init; }

    /// <summary>Seconds since the last sign-in after which LINE asks anew.</summary>
    public int? MaxAge { get; init; }

    /// <summary><c>lineqr</c> to begin with the QR code instead of the e-mail address.</summary>
    public string? InitialAmrDisplay { get; init; }

    /// <summary>False to hide the buttons to other ways of signing in.</summary>
    public bool? SwitchAmr { get; init; }

    /// <summary>True to switch automatic sign-in off.</summary>
    public bool? DisableAutoLogin { get; init; }

    /// <summary>True to switch automatic sign-in off on iOS only.</summary>
    public bool? DisableIosAutoLogin { get; init; }

    /// <summary>S256 PKCE challenge: base64url of the verifier's SHA-256; <see cref="Pkce.Challenge"/>.</summary>
    public string? CodeChallenge { get; init; }

    /// <summary>Host of the sign-in page. Default <c>https://access.line.me</c>.</summary>
    public Uri Host { get; init; } = new("https://access.line.me");

    /// <summary>The address to send the browser to.</summary>
    public Uri ToUri()
    {
        var query = new StringBuilder("/oauth2/v2.1/authorize?response_type=code");
        Add("client_id", ChannelId);
        Add("redirect_uri", RedirectUri);
        Add("state", State);
        Add("scope", string.Join(' ', Scopes));
        Add("nonce", Nonce);
        Add("bot_prompt", BotPrompt);
        Add("prompt", Prompt);
        Add("max_age", MaxAge?.ToString(CultureInfo.InvariantCulture));
        Add("ui_locales", UiLocales);
        Add("initial_amr_display", InitialAmrDisplay);
        Add("switch_amr", Text(SwitchAmr));
        Add("disable_auto_login", Text(DisableAutoLogin));
        Add("disable_ios_auto_login", Text(DisableIosAutoLogin));
        Add("code_challenge", CodeChallenge);
        Add("code_challenge_method", CodeChallenge is null ? null : "S256");
        return new Uri(Host, query.ToString());

        static string? Text(bool? value) => value is { } given ? (given ? "true" : "false") : null;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
