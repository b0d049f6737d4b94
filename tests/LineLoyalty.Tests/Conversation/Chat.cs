using System.Text.Encodings.Web;
using System.Text.Json;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.Conversation;

/// <summary>A person chatting with the bot: says something and reads what comes back.</summary>
internal sealed class Chat(TestApp app, string userId)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string UserId => userId;

    public static async Task<Chat> WithGuestAsync(TestApp app, string language = "zh-TW")
    {
        var chat = new Chat(app, await app.Line.NewPersonAsync("小美", language));
        await app.Line.FollowAsync(chat.UserId);
        await chat.HeardAsync(1);
        return chat;
    }

    /// <summary>A friend who has joined and read the welcome.</summary>
    public static async Task<Chat> WithMemberAsync(TestApp app, string phone, string language = "zh-TW")
    {
        var chat = await WithGuestAsync(app, language);
        using var page = await LiffPage.OpenAsync(app, userId: chat.UserId);
        using var answer = await page.JoinAsync(phone, "王小明", language: language);
        answer.EnsureSuccessStatusCode();
        await chat.HeardAsync(2);
        return chat;
    }

    public Task<Member> MemberAsync() => app.DbAsync(db => db.LineAccounts.Where(a => a.LineUserId == userId).Select(a => a.Member!).SingleAsync());

    public async Task BuysAsync(string receipt, params SoldLine[] lines)
    {
        var member = await MemberAsync();
        await app.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<Data.LoyaltyDb>();
            if (!await db.Stores.AnyAsync(s => s.Code == "TPE01"))
            {
                db.Stores.Add(new Store { Code = "TPE01", Name = "台北永康店", NameEn = "Taipei Yongkang" });
                await db.SaveChangesAsync();
            }
            var outcome = await services.GetRequiredService<RecordPurchase>().ExecuteAsync(new Sale
            {
                StoreCode = "TPE01", ReceiptNumber = receipt, OccurredAt = app.Clock.Now, Payment = "cash", Lines = lines, MemberRef = member.Ref,
            }, CancellationToken.None);
            return outcome.Succeeded(out var recorded, out var refusal) ? recorded : throw new InvalidOperationException(refusal.English);
        });
    }

    public static SoldLine Item(string name, long amount, int quantity = 1) => new(null, name, "咖啡", quantity, null, amount);

    /// <summary>Says it, and answers the bot's next message as JSON with its characters readable.</summary>
    public async Task<string> AskAsync(string text)
    {
        var before = (await app.Line.FromBotAsync(userId)).Count;
        await app.Line.SayAsync(userId, text);
        return (await HeardAsync(before + 1))[before];
    }

    public async Task<string> TapAsync(object action)
    {
        var before = (await app.Line.FromBotAsync(userId)).Count;
        await app.Line.TapAsync(userId, action);
        return (await HeardAsync(before + 1))[before];
    }

    public async Task SendAsync(object message) => await app.Line.PostAsync($"users/{userId}/messages", message);

    /// <summary>Everything the bot said, once it is at least <paramref name="count"/> messages.</summary>
    public Task<List<string>> HeardAsync(int count) => TestApp.EventuallyAsync(
        async () => await HeardNowAsync() is { } heard && heard.Count >= count ? heard : null, $"{count} messages from the bot");

    public async Task<List<string>> HeardNowAsync() => [.. (await app.Line.FromBotAsync(userId)).Select(i => JsonSerializer.Serialize(i, Readable))];

    /// <summary>Waits until the bot has worked off all that came in.</summary>
    public static Task QuietAsync(TestApp app) => PatientlyAsync(
        async () => !await app.DbAsync(db => db.InboxEvents.AnyAsync(e => e.State == LineLoyalty.Conversation.InboxState.Pending || e.ReplyBody != null)), "an empty inbox");

    /// <summary>For what takes many steps: a minute and a half, because the machine may be busy with other things.</summary>
    public static async Task PatientlyAsync(Func<Task<bool>> probe, string what)
    {
        for (var tries = 0; tries < 900; tries++)
        {
            if (await probe()) return;
            await Task.Delay(100);
        }
        throw new TimeoutException($"It did not happen: {what}");
    }

    public async Task<JsonElement?> MenuAsync()
    {
        var menu = (await app.Line.ChatAsync(userId)).GetProperty("richMenu");
        return menu.ValueKind == JsonValueKind.Null ? null : menu;
    }
}
