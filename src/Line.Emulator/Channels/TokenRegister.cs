using Line.Emulator.Journal;

namespace Line.Emulator.Channels;

/// <summary>Tokens that are counted (30 per channel) and tokens that were taken back.</summary>
internal sealed class TokenRegister
{
    public const int MostPerChannel = 30;

    private readonly List<TokenIssued> _issued = [];
    private readonly HashSet<string> _revoked = [];
    private readonly Dictionary<(string Channel, string UserId), DateTime> _deauthorized = [];

    public void Add(TokenIssued issued) => _issued.Add(issued);

    public void Revoke(string id) => _revoked.Add(id);

    public void Deauthorize(string channel, string userId, DateTime at) => _deauthorized[(channel, userId)] = at;

    public IReadOnlyList<TokenIssued> Live(TokenKind kind, string channel, DateTime now) =>
        [.. _issued.Where(t => t.Kind == kind && t.Channel == channel && t.ExpiresAt > now && !_revoked.Contains(t.TokenId))];

    public bool IsRevoked(Token token) =>
        _revoked.Contains(token.Id)
        || token.Subject is not null && _deauthorized.TryGetValue((token.Channel, token.Subject), out var at) && token.IssuedAt <= at;
}

internal sealed record TokenIssued(TokenKind Kind, string Channel, string TokenId, DateTime ExpiresAt) : JournalRecord
{
    public string? KeyId { get; init; }

    public override void Apply(World world) => world.Tokens.Add(this);
}

internal sealed record TokenRevoked(string TokenId) : JournalRecord
{
    public override void Apply(World world) => world.Tokens.Revoke(TokenId);
}

/// <summary>A person's permissions for a Login channel were removed: their tokens end.</summary>
internal sealed record UserDeauthorized(string Channel, string UserId) : JournalRecord
{
    public override void Apply(World world) => world.Tokens.Deauthorize(Channel, UserId, At);
}
