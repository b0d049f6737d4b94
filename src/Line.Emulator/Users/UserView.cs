namespace Line.Emulator.Users;

internal sealed record UserView(
    string UserId, string DisplayName, string PictureUrl, string Language, bool Friend, bool Blocked, DateTime? LastMessageAt)
{
    public static UserView Of(LineUser user, string baseUrl) => new(
        user.UserId, user.DisplayName, user.PictureAt(baseUrl), user.Language, user.Friend, user.Blocked, user.LastMessageAt);
}
