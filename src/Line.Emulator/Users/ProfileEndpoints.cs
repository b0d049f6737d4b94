using System.Globalization;
using Line.Emulator.Http;

namespace Line.Emulator.Users;

internal static class ProfileEndpoints
{
    private const int MostFollowers = 1000;

    public static void MapProfiles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v2/bot/profile/{userId}", (string userId, World world) =>
        {
            lock (world.Gate)
            {
                return world.Users.Find(userId) is { ShowsProfile: true } user
                    ? LineAnswer.Of(new
                    {
                        displayName = user.DisplayName,
                        userId,
                        language = user.Language,
                        pictureUrl = user.PictureAt(world.BaseUrl),
                        statusMessage = user.StatusMessage,
                    })
                    : LineAnswer.NotFound;
            }
        }).AsLine(LineOperation.PerSecond("profile"));
        app.MapGet("/v2/bot/followers/ids", Followers).AsLine(LineOperation.PerSecond("followers"));
        app.MapGet("/v2/bot/info", (World world) => LineAnswer.Of(new
        {
            userId = world.Options.BotUserId,
            basicId = world.Options.BotBasicId,
            displayName = world.Options.BotName,
            pictureUrl = $"{world.BaseUrl}/emulator/avatar/bot.svg",
            chatMode = "bot",
            markAsReadMode = "auto",
        })).AsLine(LineOperation.PerSecond("info"));
    }

    private static LineAnswer Followers(World world, int? limit, string? start)
    {
        if (limit is < 1 or > MostFollowers)
            return LineAnswer.Refusal(400, "The value for the 'limit' parameter is invalid");
        var from = 0;
        if (start is not null && (!int.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out from) || from < 0))
            return LineAnswer.Refusal(400, "The value for the 'start' parameter is invalid");
        lock (world.Gate)
        {
            var all = world.Users.All.Where(u => u.CanReceiveBulk).Select(u => u.UserId).ToList();
            var page = all.Skip(from).Take(limit ?? 300).ToList();
            var next = from + page.Count < all.Count ? (from + page.Count).ToString("x8", CultureInfo.InvariantCulture) : null;
            return LineAnswer.Of(new { userIds = page, next });
        }
    }
}
