using System.Net;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static LineLoyalty.Tests.Marketing.Journeys.Trips;

namespace LineLoyalty.Tests.Marketing.Journeys;

/// <summary>What other systems tell journeys and what journeys tell them.</summary>
public sealed class WebTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cart_that_was_left_is_reminded_of_once_unless_it_was_bought()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (left, bought) = (await cafe.JoinAsync("離開"), await cafe.JoinAsync("結帳"));
        var id = await cafe.SwitchOnAsync(ReadyMadeJourneys.CartLeft);
        Assert.Equal(HttpStatusCode.NoContent, await TellAsync(cafe, id, "e1", left.Ref));
        Assert.Equal(HttpStatusCode.NoContent, await TellAsync(cafe, id, "e1", left.Ref));
        Assert.Equal(HttpStatusCode.NoContent, await TellAsync(cafe, id, "e2", bought.CardNumber));
        await cafe.RunAsync();
        await cafe.SellAsync(bought);
        await cafe.GoToAsync(Opening.AddHours(3));
        Assert.Contains("購物車", Assert.Single(await cafe.HeardAsync(left)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await cafe.HeardAsync(bought), h => h.Text.Contains("購物車", StringComparison.Ordinal));
        Assert.Equal(2, await cafe.App.DbAsync(db => db.MemberEvents.CountAsync(e => e.Kind == JourneyKinds.Web, Ct)));
    }

    [Fact]
    public async Task What_is_not_signed_by_the_journeys_key_just_now_is_not_heard()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var member = await cafe.JoinAsync("會員");
        var id = await cafe.SwitchOnAsync(ReadyMadeJourneys.CartLeft);
        Assert.Equal(HttpStatusCode.Unauthorized, await TellAsync(cafe, id, "e1", member.Ref, secretOf: id + 1));
        Assert.Equal(HttpStatusCode.Unauthorized, await TellAsync(cafe, id, "e1", member.Ref, minutesOld: 6));
        Assert.Equal(HttpStatusCode.Unauthorized, await TellAsync(cafe, id, "e1", member.Ref, tamper: true));
        Assert.Equal(HttpStatusCode.Unauthorized, await TellAsync(cafe, 999_999, "e1", member.Ref, secretOf: id));
        Assert.Equal(HttpStatusCode.NotFound, await TellAsync(cafe, id, "e1", "ffffffffffffffff"));
        Assert.Equal(HttpStatusCode.BadRequest, await TellAsync(cafe, id, "", member.Ref));
        Assert.Equal(0, await cafe.App.DbAsync(db => db.MemberEvents.CountAsync(e => e.Kind == JourneyKinds.Web, Ct)));
    }

    [Fact]
    public async Task A_webhook_is_signed_repeated_until_taken_and_then_left_alone()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var receiver = builder.Build();
        var heard = new List<(string Id, string Signature, string Body)>();
        receiver.MapPost("/", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            heard.Add((request.Headers["X-Request-Id"]!, request.Headers[WebhookSignature.Header]!, await reader.ReadToEndAsync(Ct)));
            return heard.Count == 1 ? Results.StatusCode(503) : Results.Ok();
        });
        await receiver.StartAsync(Ct);
        var url = receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        await using var cafe = await Cafe.OpenAsync(Opening, ("Journeys:AllowPrivateWebhooks", "true"));
        var member = await cafe.JoinAsync("會員");
        var id = await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("進入")), "h1", [new CallWebhook("h1", "https://crm.example.com/hook")], Once));
        await cafe.WearAsync(member, "進入");
        // Planned, then led to our receiver before it is sent: only its address differs from what a journey writes.
        await cafe.App.InScopeAsync(async s =>
        {
            var answer = s.GetRequiredService<AnswerSignals>();
            await answer.ExecuteAsync(await answer.NextAsync(10, Ct), Ct);
            return 0;
        });
        await cafe.App.InScopeAsync(async s =>
        {
            var walk = s.GetRequiredService<WalkJourneys>();
            await walk.ExecuteAsync(await walk.DueAsync(10, Ct), Ct);
            return await s.GetRequiredService<LoyaltyDb>().Database.ExecuteSqlAsync($"UPDATE \"WebhookCalls\" SET \"Url\" = {url}", Ct);
        });
        await cafe.RunAsync();
        await cafe.RunAsync();
        Assert.Single(heard);
        await cafe.GoToAsync(Opening.AddMinutes(1));
        await cafe.GoToAsync(Opening.AddHours(30));
        Assert.Equal(2, heard.Count);
        Assert.Equal(heard[0].Id, heard[1].Id);
        Assert.Equal(heard[0].Body, heard[1].Body);
        Assert.Contains(member.Ref, heard[0].Body, StringComparison.Ordinal);
        var secret = WebhookSignature.Secret(cafe.App.Services.GetRequiredService<Vault>(), id);
        Assert.True(WebhookSignature.IsRight(secret, heard[0].Signature, heard[0].Body, new DateTimeOffset(Opening, TimeSpan.FromHours(8))));
        Assert.Equal("200", await cafe.App.DbAsync(db => db.WebhookCalls.Select(c => c.Result).SingleAsync(Ct)));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("2002:a00:1::", false)]
    public void Only_public_addresses_are_called(string address, bool isPublic) => Assert.Equal(isPublic, WebhookDoor.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_not_called()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        Assert.Equal(("private_address", true), await cafe.App.Services.GetRequiredService<WebhookDoor>().PostAsync("https://localhost:1/", "x", "{}", "", Ct));
        Assert.Equal(("not_https", true), await cafe.App.Services.GetRequiredService<WebhookDoor>().PostAsync("http://example.com/", "x", "{}", "", Ct));
    }

    [Fact]
    public async Task Tried_on_the_past_a_journey_tells_what_it_would_have_done()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        await cafe.JoinAsync("四十天前", lastSale: Back(40));
        var back = await cafe.JoinAsync("回來過", lastSale: Back(70));
        await cafe.SellOnAsync(back, Back(45));
        await cafe.JoinAsync("不要", optIn: false, lastSale: Back(50));
        var definition = ReadyMadeJourneys.All().Single(r => r.Code == ReadyMadeJourneys.Reactivation).Definition;
        var run = await cafe.App.InScopeAsync(s => s.GetRequiredService<DryRunJourney>().ExecuteAsync(definition, 90, Ct));
        // The one who came back after 25 days has lapsed once, since then; nobody is away for 60 days.
        Assert.Equal((3, 3, 2, 1), (run.Entered, run.Members, run.Messages, run.NotReached));
        Assert.Equal(3, run.Nodes["w60"]);
        Assert.Empty(run.Coupons);
    }

    private static DateOnly Back(int days) => DateOnly.FromDateTime(Opening).AddDays(-days);

    private static async Task<HttpStatusCode> TellAsync(Cafe cafe, long journey, string id, string member, long? secretOf = null, int minutesOld = 0, bool tamper = false)
    {
        var body = $$"""{"id":"{{id}}","event":"cart.left","member":"{{member}}"}""";
        var secret = WebhookSignature.Secret(cafe.App.Services.GetRequiredService<Vault>(), secretOf ?? journey);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/journeys/{journey}") { Content = new StringContent(tamper ? body + " " : body, Encoding.UTF8, "application/json") };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Sign(secret, new DateTimeOffset(cafe.App.Clock.Now, TimeSpan.Zero).AddMinutes(-minutesOld), body));
        using var answer = await cafe.App.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
