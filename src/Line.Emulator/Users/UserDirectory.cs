using Line.Emulator.Chats;
using Line.Emulator.Journal;
using Line.Emulator.RichMenus;

namespace Line.Emulator.Users;

internal sealed class LineUser(string userId)
{
    public string UserId { get; } = userId;
    public string DisplayName { get; set; } = "";
    public string? PictureUrl { get; set; }
    public string? StatusMessage { get; set; }
    public string Language { get; set; } = "zh-TW";
    public bool Friend { get; set; }
    public bool Blocked { get; set; }
    /// <summary>Since when the person is a friend, this time.</summary>
    public DateTime? FollowedAt { get; set; }

    /// <summary>Was a friend at some time, as LINE counts followers.</summary>
    public bool Followed { get; set; }

    public DateTime? LastMessageAt { get; set; }
    public DateTime? LastWroteAt { get; set; }
    public string? RichMenuId { get; set; }
    public Chat Chat { get; } = new();

    /// <summary>A person who is no friend can still be pushed to for seven days after writing.</summary>
    public bool CanReceivePush(DateTime now) => !Blocked && (Friend || LastWroteAt > now.AddDays(-7));

    /// <summary>Multicast and broadcast reach friends only.</summary>
    public bool CanReceiveBulk => Friend && !Blocked;

    /// <summary>Profile is visible for friends and for those who wrote.</summary>
    public bool ShowsProfile => !Blocked && (Friend || LastWroteAt is not null);

    public string PictureAt(string baseUrl) => PictureUrl ?? $"{baseUrl}/emulator/avatar/{UserId}.svg";

    public UserSaved Snapshot() => new(UserId, DisplayName, Language, PictureUrl, StatusMessage, Friend, Blocked);
}

internal sealed class UserDirectory
{
    private readonly Dictionary<string, LineUser> _users = [];

    public IReadOnlyCollection<LineUser> All => _users.Values;

    public LineUser? Find(string userId) => _users.GetValueOrDefault(userId);

    public LineUser GetOrAdd(string userId)
    {
        if (!_users.TryGetValue(userId, out var user))
            _users[userId] = user = new LineUser(userId);
        return user;
    }
}

/// <summary>A person as of now: name, language, friendship.</summary>
internal sealed record UserSaved(
    string UserId, string DisplayName, string Language, string? PictureUrl, string? StatusMessage, bool Friend, bool Blocked)
    : JournalRecord
{
    public override void Apply(World world)
    {
        var user = world.Users.GetOrAdd(UserId);
        (user.DisplayName, user.Language, user.PictureUrl, user.StatusMessage) = (DisplayName, Language, PictureUrl, StatusMessage);
        world.Followers.Note(user, Friend, Blocked, At);
        user.FollowedAt = !Friend ? null : user.FollowedAt ?? At;
        user.Followed |= Friend;
        (user.Friend, user.Blocked) = (Friend, Blocked);
        world.Streams.Publish(world, UserId, "user", () => UserView.Of(user, world.BaseUrl));
        RichMenuView.Publish(world, UserId);
    }
}
