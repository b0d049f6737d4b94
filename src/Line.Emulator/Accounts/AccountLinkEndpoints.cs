using System.Text.Json.Nodes;
using Line.Emulator.Channels;
using Line.Emulator.Chats;
using Line.Emulator.Http;
using Line.Emulator.Login;
using Line.Emulator.Users;

namespace Line.Emulator.Accounts;

/// <summary>Account linking: a token for the bot's own page, and the page of LINE's that the person is sent on to.</summary>
internal static class AccountLinkEndpoints
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public static void MapAccountLinks(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/user/{userId}/linkToken", (string userId, World world, TokenMint mint) =>
        {
            if (!UserEndpoints.UserIdShape().IsMatch(userId))
                return LineAnswer.Refusal(400, "The value for the 'userId' parameter is invalid");
            lock (world.Gate)
            {
                if (world.Users.Find(userId) is null)
                    return LineAnswer.NotFound;
                var token = new Token(TokenKind.Link, world.Options.ChannelId, Token.NewId(), world.Now, world.Now + Life) { Subject = userId };
                return LineAnswer.Of(new { linkToken = mint.Write(token) });
            }
        }).AsLine(LineOperation.PerSecond("linkToken"));
        // On access.line.me; the person comes here from the bot's own page, inside LINE.
        app.MapGet("/dialog/bot/accountLink", LinkAsync);
    }

    private static async Task<IResult> LinkAsync(string? linkToken, string? nonce, HttpContext http, Bots bots, TokenMint mint)
    {
        if (linkToken is null || mint.Open(linkToken) is not { Kind: TokenKind.Link } token || bots.OfChannel(token.Channel) is not { } bot)
            return AuthorizePage.Html("無法連動", "<p class=problem>這個連結無效</p>", 400);
        // Nothing in the address but the token says whose it is.
        http.RequestServices.GetRequiredService<CurrentBot>().Bot = bot;
        var (world, person) = (bot.World, http.RequestServices.GetRequiredService<Person>());
        // LINE wants a nonce that nobody can guess; one that is too short or too long fails.
        var linked = nonce is { Length: >= 10 and <= 255 };
        Task kept;
        lock (world.Gate)
        {
            // A token that ran out or was used before raises nothing.
            if (token.ExpiresAt <= world.Now || world.Tokens.IsRevoked(token))
                return AuthorizePage.Html("無法連動", "<p class=problem>這個連結已經過期或用過了</p>", 400);
            _ = world.Record(new TokenRevoked(token.Id));
            var link = new JsonObject { ["link"] = new JsonObject { ["result"] = linked ? "ok" : "failed", ["nonce"] = nonce ?? "" } };
            kept = person.RaiseAny("accountLink", linked ? token.Subject : null, linked, link);
        }

        await kept;
        return linked
            ? AuthorizePage.Html("連動完成", "<p class=none>帳號已經連動，請回到聊天室。</p>")
            : AuthorizePage.Html("無法連動", "<p class=problem>nonce 必須是 10 到 255 個字元</p>", 400);
    }
}
