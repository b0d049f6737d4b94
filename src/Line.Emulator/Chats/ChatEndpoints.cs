using System.Text.Json;
using Line.Emulator.Control;
using Line.Emulator.Http;
using Line.Emulator.RichMenus;
using Line.Emulator.Users;

namespace Line.Emulator.Chats;

internal sealed record BotView(string UserId, string DisplayName, string PictureUrl);

internal sealed record ChatView(UserView User, BotView Bot, RichMenuView? RichMenu, IReadOnlyList<ChatItem> Items, ClockView Clock);

internal static class ChatEndpoints
{
    public static void MapChats(this RouteGroupBuilder control)
    {
        control.MapGet("/users/{id}/chat", (string id, World world, PhoneClock clock) =>
        {
            lock (world.Gate)
            {
                if (world.Users.Find(id) is not { } user)
                    return ControlProblem.NotFound("user");
                var bot = new BotView(world.Options.BotUserId, world.Options.BotName, $"{world.BaseUrl}/emulator/avatar/bot.svg");
                return Results.Json(
                    new ChatView(UserView.Of(user, world.BaseUrl), bot, RichMenuView.For(user, world), [.. user.Chat.Items], clock.View()),
                    ControlJson.Options);
            }
        });
        control.MapPost("/users/{id}/messages", Write);
        control.MapPost("/users/{id}/messages/{messageId}/unsend", async (string id, string messageId, Person person) =>
            await person.UnsendAsync(id, messageId) ? Results.NoContent() : ControlProblem.NotFound("message"));
        control.MapPost("/users/{id}/actions", Act);
    }

    private static async Task<IResult> Write(string id, JsonElement message, World world, Person person, UserMessages messages)
    {
        if (UserMessages.Check(message) is { } problem)
            return problem;
        var composed = await messages.ComposeAsync(message);
        Task kept;
        ChatItem item;
        lock (world.Gate)
        {
            if (world.Users.Find(id) is not { } user)
                return ControlProblem.NotFound("user");
            if (user.Blocked)
                return Blocked;
            item = person.Write(user, composed, out kept);
        }

        await kept;
        return Results.Json(item, ControlJson.Options, statusCode: 201);
    }

    private static async Task<IResult> Act(string id, JsonElement action, World world, PhoneActions actions)
    {
        Task kept;
        IResult answer;
        lock (world.Gate)
        {
            if (world.Users.Find(id) is not { } user)
                return ControlProblem.NotFound("user");
            if (user.Blocked)
                return Blocked;
            answer = actions.Perform(user, action, out kept);
        }

        await kept;
        return answer;
    }

    private static IResult Blocked => ControlProblem.Of(409, "chat.blocked", "This person has blocked the bot.");
}
