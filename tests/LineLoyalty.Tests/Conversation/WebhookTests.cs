using System.IO.Compression;
using System.Net;
using System.Text;
using LineLoyalty.Conversation;
using LineLoyalty.Conversation.Intake;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

public sealed class WebhookTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly TestApp app = shared.App;
    private DateTimeOffset Now => app.Clock.GetUtcNow();

    [Fact]
    public async Task An_event_is_on_disk_when_LINE_has_its_200()
    {
        var user = LineWebhook.NewUser();
        var e = LineWebhook.Follow(user, Now);

        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, e));

        var stored = await app.DbAsync(db => db.InboxEvents.SingleAsync(i => i.LineUserId == user));
        Assert.Equal((e["webhookEventId"]!.GetValue<string>(), "follow", Now.ToUnixTimeMilliseconds(), app.Clock.Now), (stored.WebhookEventId, stored.Type, stored.EventTime, stored.ReceivedAt));
    }

    [Fact]
    public async Task A_test_call_without_events_is_answered_and_stores_nothing()
    {
        var before = await CountAsync();
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app));
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task An_event_that_comes_again_is_stored_once_within_a_call_and_for_ever()
    {
        var user = LineWebhook.NewUser();
        var e = LineWebhook.Text(user, Now, "點數");

        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, e, e));
        e["deliveryContext"]!["isRedelivery"] = true;
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, e));
        await Chat.QuietAsync(app);
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, e, LineWebhook.Text(user, Now, "說明"), e));

        Assert.Equal(2, await app.DbAsync(db => db.InboxEvents.CountAsync(i => i.LineUserId == user)));
    }

    [Fact]
    public async Task Everybody_s_events_of_one_call_are_stored_and_worked_off()
    {
        var users = Enumerable.Range(0, 40).Select(_ => LineWebhook.NewUser()).ToList();

        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, [.. users.Select(u => LineWebhook.Follow(u, Now))]));
        await Chat.QuietAsync(app);

        Assert.Equal(40, await app.DbAsync(db => db.LineAccounts.CountAsync(a => users.Contains(a.LineUserId) && a.Friend)));
    }

    [Fact]
    public async Task What_the_program_does_not_know_is_stored_and_ignored()
    {
        var user = LineWebhook.NewUser();
        var surprise = LineWebhook.Event("somethingNew", user, Now);
        surprise["somethingNew"] = new System.Text.Json.Nodes.JsonObject { ["deep"] = new System.Text.Json.Nodes.JsonArray(1, null, "x") };
        var odd = LineWebhook.Event("message", user, Now);
        odd["message"] = "not an object";
        var group = LineWebhook.Text(user, Now, "點數");
        group["source"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "group", ["groupId"] = "C1", ["userId"] = user };
        var nobody = LineWebhook.Event("accountLink", user, Now);
        nobody.Remove("source");
        var nameless = LineWebhook.Event("follow", user, Now);
        nameless.Remove("webhookEventId");
        nameless.Remove("source");

        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, surprise, odd, group, nobody, nameless, nameless));
        await Chat.QuietAsync(app);

        var states = await app.DbAsync(db => db.InboxEvents.Where(i => i.LineUserId == user).OrderBy(i => i.Id).Select(i => i.State).ToListAsync());
        Assert.Equal([InboxState.Ignored, InboxState.Ignored, InboxState.Ignored], states);
        var id = nobody["webhookEventId"]!.GetValue<string>();
        Assert.Equal(InboxState.Ignored, await app.DbAsync(db => db.InboxEvents.Where(i => i.WebhookEventId == id).Select(i => i.State).SingleAsync()));
        Assert.False(await app.DbAsync(db => db.LineAccounts.AnyAsync(a => a.LineUserId == user)));
    }

    [Fact]
    public async Task Forged_webhooks_are_refused_and_write_nothing()
    {
        await TestApp.EventuallyAsync(() => Task.FromResult(app.Services.GetRequiredService<BotIdentity>().UserId), "the bot knows itself");
        var body = LineWebhook.Body(LineWebhook.Follow(LineWebhook.NewUser(), Now));
        var good = LineWebhook.Sign(body);
        var before = await CountAsync();

        foreach (var (what, forged, signatures) in Forgeries(body, good))
        {
            using var answer = await LineWebhook.PostAsync(app.Http, forged, signatures);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {(int)answer.StatusCode}");
            Assert.StartsWith("webhook.not_", await answer.CodeAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await CountAsync());
        using var honest = await LineWebhook.PostAsync(app.Http, body, good);
        Assert.Equal(HttpStatusCode.OK, honest.StatusCode);
    }

    public static IEnumerable<(string What, byte[] Body, string[] Signatures)> Forgeries(byte[] body, string good)
    {
        yield return ("no header", body, []);
        yield return ("empty header", body, [""]);
        yield return ("a space", body, [" "]);
        yield return ("wrong secret", body, [LineWebhook.Sign(body, new string('f', 32))]);
        yield return ("secret in upper case", body, [LineWebhook.Sign(body, LineWebhook.Secret.ToUpperInvariant())]);
        yield return ("the login channel's secret", body, [LineWebhook.Sign(body, "fedcba9876543210fedcba9876543210")]);
        yield return ("signature of an empty body", body, [LineWebhook.Sign([])]);
        yield return ("signature of another body", body, [LineWebhook.Sign(LineWebhook.Body())]);
        yield return ("space inside", body, [good.Insert(10, " ")]);
        yield return ("no padding", body, [good.TrimEnd('=')]);
        yield return ("too much padding", body, [good + "="]);
        yield return ("URL alphabet", body, [good.Replace('+', '-').Replace('/', '_').TrimEnd('=')]);
        yield return ("hex", body, [Convert.ToHexString(Convert.FromBase64String(good))]);
        yield return ("quoted", body, [$"\"{good}\""]);
        yield return ("with a scheme", body, ["sha256=" + good]);
        yield return ("twice the same", body, [good, good]);
        yield return ("good and bad", body, [good, LineWebhook.Sign(body, "x")]);
        yield return ("two in one header", body, [$"{good},{good}"]);
        yield return ("first byte only", body, [good[..4]]);
        yield return ("one bit of the signature", body, [Flip(good)]);
        yield return ("another ending of the same bits", body, [OtherEnding(good)]);
        yield return ("very long", body, [new string('A', 4000)]);
        yield return ("other case", body, [good.ToLowerInvariant()]);
        yield return ("one bit of the body", [.. body[..20], (byte)(body[20] ^ 1), .. body[21..]], [good]);
        yield return ("byte order mark", [0xEF, 0xBB, 0xBF, .. body], [good]);
        yield return ("trailing newline", [.. body, (byte)'\n'], [good]);
        yield return ("trailing space", [.. body, (byte)' '], [good]);
        yield return ("written anew", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace(":", ": ", StringComparison.Ordinal)), [good]);
        yield return ("escapes resolved", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("U00", "\\u005500", StringComparison.Ordinal)), [good]);
        yield return ("compressed", Gzip(body), [good]);
        yield return ("cut", body[..^1], [good]);
        yield return ("no body", [], [good]);
        yield return ("no body, signed elsewhere", [], [LineWebhook.Sign([], "x")]);
        yield return ("twice the body", [.. body, .. body], [good]);
        var elsewhere = LineWebhook.To("U000000000000000000000000deadbeef", LineWebhook.Follow(LineWebhook.NewUser(), TestApp.Start));
        yield return ("another account's webhook", elsewhere, [LineWebhook.Sign(elsewhere)]);
        var nowhere = Encoding.UTF8.GetBytes("""{"events":[]}""");
        yield return ("no destination", nowhere, [LineWebhook.Sign(nowhere)]);
        var casing = LineWebhook.To(LineWebhook.Bot.ToLowerInvariant());
        yield return ("destination in other case", casing, [LineWebhook.Sign(casing)]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"destination":"U00000000000000000000000000000b07"}""")]
    [InlineData("""{"destination":"U00000000000000000000000000000b07","events":[1]}""")]
    [InlineData("""{"destination":"U00000000000000000000000000000b07","events":[{"type":"follow"}""")]
    public async Task A_signed_body_that_cannot_be_read_is_refused(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var before = await CountAsync();
        using var answer = await LineWebhook.PostAsync(app.Http, body, LineWebhook.Sign(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Too_large_a_body_is_refused_whether_it_says_so_or_not()
    {
        var large = new byte[(2 * 1024 * 1024) + 1];
        using var announced = await LineWebhook.PostAsync(app.Http, large, LineWebhook.Sign(large));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, announced.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/line/webhook") { Content = new StreamContent(new MemoryStream(large)) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("x-line-signature", LineWebhook.Sign(large));
        using var chunked = await app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
    }

    [Fact]
    public async Task A_large_but_allowed_body_in_many_pieces_is_stored_whole()
    {
        var user = LineWebhook.NewUser();
        var events = Enumerable.Range(0, 3000).Select(i => LineWebhook.Text(user, Now.AddMilliseconds(i), new string('中', 40))).ToArray();
        Assert.InRange(LineWebhook.Body(events).Length, 1024 * 1024, 2 * 1024 * 1024);

        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, events));

        Assert.Equal(3000, await app.DbAsync(db => db.InboxEvents.CountAsync(i => i.LineUserId == user)));
        await app.DbAsync(db => db.InboxEvents.Where(i => i.LineUserId == user).ExecuteUpdateAsync(s => s.SetProperty(i => i.State, InboxState.Ignored)));
    }

    private Task<int> CountAsync() => app.DbAsync(db => db.InboxEvents.CountAsync());

    private static string Flip(string signature)
    {
        var bytes = Convert.FromBase64String(signature);
        bytes[0] ^= 1;
        return Convert.ToBase64String(bytes);
    }

    // The last base64 character before the padding has two bits nobody decodes.
    private static string OtherEnding(string signature)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var at = signature.Length - 2;
        return signature[..at] + alphabet[alphabet.IndexOf(signature[at], StringComparison.Ordinal) ^ 1] + "=";
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
