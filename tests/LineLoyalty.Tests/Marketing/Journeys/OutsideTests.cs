using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using LineLoyalty.Outside;
using LineLoyalty.Tests.TestHost;
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

/// <summary>What journeys say by e-mail and SMS, against a real mail server and a real company's door.</summary>
public sealed class OutsideTests : IAsyncLifetime
{
    private const string Phone = "+886912345678";
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);
    private static readonly OutsideWords Words = new("{name}，好久不見，回來坐坐吧。") { Subject = "{name}，想念您" };

    private readonly MailBox mail = new();
    private readonly List<(string Id, string Signature, string Body)> asked = [];
    private readonly Queue<int> statuses = new();
    private WebApplication company = null!;
    private string url = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        company = builder.Build();
        company.MapPost("/sms", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            asked.Add((request.Headers["X-Request-Id"]!, request.Headers["X-Signature"]!, await reader.ReadToEndAsync(Ct)));
            return Results.StatusCode(statuses.TryDequeue(out var status) ? status : 200);
        });
        await company.StartAsync(Ct);
        url = company.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/sms";
    }

    public async ValueTask DisposeAsync()
    {
        await company.DisposeAsync();
        await mail.DisposeAsync();
    }

    private Task<Cafe> OpenAsync(bool email = true, bool sms = true)
    {
        List<(string, string)> settings = [("Programmes:Reactivation:Enabled", "false")];
        if (email) settings.AddRange([("Outside:Email:Host", "127.0.0.1"), ("Outside:Email:Port", mail.Port.ToString(CultureInfo.InvariantCulture)), ("Outside:Email:StartTls", "false"), ("Outside:Email:From", "hello@shop.example"), ("Outside:Email:FromName", "晨光咖啡")]);
        if (sms) settings.AddRange([("Outside:Sms:Url", url), ("Outside:Sms:Secret", "s3cret"), ("Outside:Sms:LocalNumber", "true"), ("Outside:Sms:Body", """{"to":"{phone}","text":"{text}","ref":"{id}"}""")]);
        return Cafe.OpenAsync(Opening, [.. settings]);
    }

    private static async Task<Member> JoinAsync(Cafe cafe, string name, bool friend = true, bool bound = true, bool optIn = true, string? email = null, bool phone = true)
    {
        var member = await cafe.JoinAsync(name, friend: friend, bound: bound, optIn: optIn);
        var vault = cafe.App.Services.GetRequiredService<Vault>();
        await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == member.Id).ExecuteUpdateAsync(s => s
            .SetProperty(m => m.PhoneSealed, phone ? PhoneNumber.Seal(vault, Phone) : null).SetProperty(m => m.EmailSealed, email == null ? null : EmailAddress.Seal(vault, email)).SetProperty(m => m.EmailConfirmedAt, email == null ? null : cafe.App.Clock.Now), Ct));
        return member;
    }

    private static JourneyDefinition Fallback(string? next = null, params JourneyEnd[] ends) =>
        new(new HappeningTrigger(new TagHappens("喚回")), "m1", [Say("m1", "LINE 上說", next) with { Outside = Words }], Once) { Ends = ends };

    private static async Task<string?> CameToAsync(Cafe cafe, Member member) => (await cafe.StepsAsync(member)).Single(s => s.Node == "m1").Result;

    [Fact]
    public async Task Each_member_hears_it_by_the_cheapest_way_that_reaches_them()
    {
        await using var cafe = await OpenAsync();
        var line = await JoinAsync(cafe, "有LINE", email: "line@mail.example");
        var mailed = await JoinAsync(cafe, "封鎖有信箱", friend: false, email: "mei@mail.example");
        var texted = await JoinAsync(cafe, "沒綁定", bound: false);
        var nothing = await JoinAsync(cafe, "都沒有", bound: false, phone: false);
        var silent = await JoinAsync(cafe, "不同意", friend: false, optIn: false, email: "no@mail.example");
        // Told, but never proved: the SMS it is.
        await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == texted.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.EmailSealed, EmailAddress.Seal(cafe.App.Services.GetRequiredService<Vault>(), "else@mail.example")), Ct));
        await cafe.StartAsync(Fallback());
        foreach (var member in new[] { line, mailed, texted, nothing, silent }) await cafe.WearAsync(member, "喚回");
        await cafe.RunAsync();
        await cafe.RunAsync();

        Assert.Equal(["sent", "sent_email", "sent_sms", "unbound", "opted_out"], new List<string?> { await CameToAsync(cafe, line), await CameToAsync(cafe, mailed), await CameToAsync(cafe, texted), await CameToAsync(cafe, nothing), await CameToAsync(cafe, silent) });
        Assert.Single(await cafe.HeardAsync(line));
        var letter = Assert.Single(mail.Kept);
        Assert.Equal("mei@mail.example", letter.To);
        Assert.Equal("封鎖有信箱，好久不見，回來坐坐吧。", MailBox.WordsOf(letter.Mail).Trim());
        var sms = Assert.Single(asked);
        var body = JsonSerializer.Deserialize<JsonElement>(sms.Body);
        Assert.Equal(("0912345678", "沒綁定，好久不見，回來坐坐吧。", sms.Id), (body.GetProperty("to").GetString(), body.GetProperty("text").GetString(), body.GetProperty("ref").GetString()));
        Assert.True(IsSigned(sms.Signature, sms.Body));
        Assert.Equal(["Email", "Sms"], await cafe.App.DbAsync(async db => (await db.MemberEvents.Where(e => e.Kind == MemberEvents.OutsideSent).OrderBy(e => e.Id).Select(e => e.Data!).ToListAsync(Ct)).ConvertAll(d => JsonSerializer.Deserialize<JsonElement>(d).GetProperty("channel").GetString()!)));
        Assert.DoesNotContain(await cafe.App.DbAsync(db => db.OutsideMessages.Select(m => m.Text + m.Subject + m.Result).ToListAsync(Ct)), t => t.Contains("mail.example", StringComparison.Ordinal) || t.Contains("345678", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_went_beside_line_counts_in_results_dry_runs_and_costs_each_channel_apart()
    {
        await using var cafe = await OpenAsync();
        var (line, mailed, texted, refused) = (await JoinAsync(cafe, "有LINE"), await JoinAsync(cafe, "有信箱", friend: false, email: "mei@mail.example"), await JoinAsync(cafe, "沒綁定", bound: false), await JoinAsync(cafe, "不存在", bound: false));
        // 75 characters with the name: two parts.
        var words = new OutsideWords("{name}" + new string('好', 72)) { Subject = "想念您" };
        var definition = Fallback() with { Nodes = [Say("m1", "LINE 上說") with { Outside = words }] };
        var id = await cafe.StartAsync(definition);
        foreach (var member in new[] { line, mailed, texted }) await cafe.WearAsync(member, "喚回");
        await cafe.RunAsync();
        await cafe.RunAsync();
        statuses.Enqueue(400);
        await cafe.WearAsync(refused, "喚回");
        await cafe.RunAsync();
        await cafe.RunAsync();
        await cafe.SellAsync(texted, 500);

        var (result, price) = await cafe.App.InScopeAsync(async s =>
        {
            var run = await s.GetRequiredService<DryRunJourney>().ExecuteAsync(definition, 90, Ct, id);
            Assert.Equal((1, 1, new ChannelUse(1, 1, 0), new ChannelUse(2, 2, 4000), 0), (run.Messages, run.LinePeople, run.Email, run.Sms, run.NotReached));
            return (await s.GetRequiredService<MeasureJourney>().ExecuteAsync(id, Ct), await s.GetRequiredService<PriceJourney>().ExecuteAsync(run, id, Ct));
        });
        // What the company refused costs nothing and brought nothing.
        Assert.Equal((3, 3, new ChannelUse(1, 1, 0), new ChannelUse(1, 1, 0), new ChannelUse(1, 1, 2000)), (result.Messages, result.Reached, result.Line, result.Email, result.Sms));
        Assert.Equal((1, 1, 500L), (result.Buyers, result.Purchases, result.Revenue));
        Assert.Equal((2, 4L), (Assert.Single(price.Months).Sms.Messages, price.Months[0].Sms.Cost));
        // Two in 90 days are one in April's 30, for a third of the money.
        Assert.Equal((1, 2L), (price.Next!.Sms.Messages, price.Next.Sms.Cost));
        // A voucher that the sale had sold is paid back.
        await cafe.App.DbAsync(db => db.Purchases.ExecuteUpdateAsync(u => u.SetProperty(p => p.VouchersRefunded, 200L), Ct));
        Assert.Equal(300, (await cafe.App.InScopeAsync(s => s.GetRequiredService<MeasureJourney>().ExecuteAsync(id, Ct))).Revenue);
        using var browser = await Admin.BackOffice.SignedInAsync(cafe.App);
        Assert.Contains("data-sent=\"1\">1</td><td class=\"text-end num\" data-cost=\"2\"", await browser.ReadAsync("/admin/pushes/plan"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('好', 70, 1)]
    [InlineData('好', 71, 2)]
    [InlineData('好', 134, 2)]
    [InlineData('好', 335, 5)]
    [InlineData('a', 160, 1)]
    [InlineData('a', 161, 2)]
    [InlineData('[', 81, 2)]
    public void An_sms_costs_for_each_of_its_parts_and_an_email_once(char letter, int length, int parts)
    {
        Assert.Equal(parts, MessagePrice.Parts(OutsideChannel.Sms, new string(letter, length)));
        Assert.Equal(1, MessagePrice.Parts(OutsideChannel.Email, new string(letter, length)));
    }

    [Fact]
    public async Task Turned_away_it_is_tried_again_under_the_same_id_and_what_nobody_can_say_is_not()
    {
        await using var cafe = await OpenAsync();
        var (busy, unclear, mailed) = (await JoinAsync(cafe, "忙線", bound: false), await JoinAsync(cafe, "不明", bound: false), await JoinAsync(cafe, "信件", bound: false, email: "mei@mail.example"));
        await cafe.StartAsync(Fallback());
        await cafe.WearAsync(busy, "喚回");
        statuses.Enqueue(503);
        await cafe.RunAsync();
        await cafe.RunAsync();
        Assert.Single(asked);
        await cafe.GoToAsync(Opening.AddMinutes(1));
        Assert.Equal([asked[0].Id, asked[0].Id], asked.Select(a => a.Id));

        await cafe.WearAsync(unclear, "喚回");
        statuses.Enqueue(500);
        await cafe.RunAsync();
        mail.Answers.Enqueue("451 later");
        await cafe.WearAsync(mailed, "喚回");
        await cafe.RunAsync();
        Assert.Empty(mail.Kept);
        await cafe.GoToAsync(Opening.AddHours(30));
        Assert.Equal(3, asked.Count);
        Assert.Contains("Message-ID: <", Assert.Single(mail.Kept).Mail, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([(OutsideState.Sent, 2), (OutsideState.Unknown, 1), (OutsideState.Sent, 2)], await cafe.App.DbAsync(async db => (await db.OutsideMessages.OrderBy(m => m.Id).Select(m => new { m.State, m.Attempts }).ToListAsync(Ct)).ConvertAll(m => (m.State, m.Attempts))));
    }

    [Fact]
    public async Task Whoever_opts_out_buys_or_moves_meanwhile_is_not_written_to_and_a_cut_off_sms_is_not_repeated()
    {
        await using var cafe = await OpenAsync(email: false);
        var (optsOut, buys, moves, cutOff) = (await JoinAsync(cafe, "取消", bound: false), await JoinAsync(cafe, "買了", bound: false), await JoinAsync(cafe, "沒號碼", bound: false), await JoinAsync(cafe, "中斷", bound: false));
        await cafe.StartAsync(Fallback("w1", new JourneyEnd(new PurchaseHappens(), Goal: true)) with { Nodes = [Say("m1", "LINE 上說", "w1") with { Outside = Words }, new WaitTime("w1") { Days = 5 }] });
        await cafe.GoToAsync(Opening.Date.AddHours(22));
        foreach (var member in new[] { optsOut, buys, moves, cutOff }) await cafe.WearAsync(member, "喚回");
        await cafe.RunAsync();
        await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == optsOut.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.MarketingOptIn, false), Ct));
        await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == moves.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.PhoneSealed, (string?)null), Ct));
        await cafe.SellAsync(buys);
        var since = cafe.App.Clock.Now;
        await cafe.App.DbAsync(db => db.OutsideMessages.Where(m => m.MemberId == cutOff.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.State, OutsideState.Sending).SetProperty(m => m.Attempts, 1).SetProperty(m => m.LeaseUntil, since), Ct));
        await cafe.GoToAsync(Opening.Date.AddDays(1).AddHours(9));

        Assert.Empty(asked);
        Assert.Equal([(OutsideState.Suppressed, "opted_out"), (OutsideState.Suppressed, "journey_over"), (OutsideState.Suppressed, "no_address"), (OutsideState.Unknown, "cut off")],
            await cafe.App.DbAsync(async db => (await db.OutsideMessages.OrderBy(m => m.MemberId).Select(m => new { m.State, m.Result }).ToListAsync(Ct)).ConvertAll(m => (m.State, m.Result!))));
    }

    [Fact]
    public async Task Without_an_account_nothing_is_sent_and_the_page_says_so()
    {
        await using var cafe = await OpenAsync(email: false, sms: false);
        var member = await JoinAsync(cafe, "會員", bound: false, email: "mei@mail.example");
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("喚回")), "m1", [new WriteOutside("m1", Words)], Once));
        await cafe.WearAsync(member, "喚回");
        await cafe.RunAsync();
        Assert.Equal(StepResults.NoChannel, await CameToAsync(cafe, member));
        using var browser = await Admin.BackOffice.SignedInAsync(cafe.App);
        var page = await browser.ReadAsync("/admin/pushes/plan");
        Assert.Equal(2, page.Split("未設定").Length - 1);
    }

    [Fact]
    public async Task Staff_keep_an_address_only_with_consent_sealed_and_audited()
    {
        await using var cafe = await OpenAsync(email: false, sms: false);
        var member = await JoinAsync(cafe, "會員");
        using var browser = await Admin.BackOffice.SignedInAsync(cafe.App);
        var page = "/admin/members/" + member.Ref;
        using var refused = await browser.SubmitAsync(page, page + "?handler=Email", ("email", "mei@mail.example"));
        using var wrong = await browser.SubmitAsync(page, page + "?handler=Email", ("email", "mei at home"), ("agreed", "true"));
        Assert.Null(await SealedAsync());
        using var kept = await browser.SubmitAsync(page, page + "?handler=Email", ("email", "mei@mail.example"), ("agreed", "true"));
        Assert.DoesNotContain("mei", await SealedAsync(), StringComparison.Ordinal);
        var shown = await browser.ReadAsync(page);
        Assert.Contains("m•••@mail.example", System.Net.WebUtility.HtmlDecode(shown), StringComparison.Ordinal);
        Assert.DoesNotContain("mei@mail.example", shown, StringComparison.Ordinal);
        using var removed = await browser.SubmitAsync(page, page + "?handler=Email", ("email", ""));
        Assert.Null(await SealedAsync());
        Assert.Equal(2, await cafe.App.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "member.email_changed", Ct)));

        Task<string?> SealedAsync() => cafe.App.DbAsync(db => db.Members.Where(m => m.Id == member.Id).Select(m => m.EmailSealed).SingleAsync(Ct));
    }

    [Theory]
    [InlineData("mei@mail.example", true)]
    [InlineData(" mei.chen+shop@mail.example.tw ", true)]
    [InlineData("mei", false)]
    [InlineData("mei@host", false)]
    [InlineData("a@b.example, c@d.example", false)]
    [InlineData("Mei <mei@mail.example>", false)]
    [InlineData("mei@mail.example\r\nBcc: x@y.example", false)]
    public void Only_a_plain_address_is_an_address(string text, bool valid) => Assert.Equal(valid, EmailAddress.TryParse(text, out _));

    private static bool IsSigned(string signature, string body)
    {
        var seconds = signature.Split(',')[0][2..];
        return signature == $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("s3cret"), Encoding.UTF8.GetBytes($"{seconds}.{body}")))}";
    }
}
