using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.CommandLine;

/// <summary>The server's verbs as the engineer who hosts it runs them: as a program.</summary>
public sealed class VerbTests
{
    private sealed record Answer(int Code, string Said, string Complained);

    [Fact]
    public async Task Help_lists_every_verb()
    {
        var answer = await RunAsync(["--help"]);
        Assert.Equal(0, answer.Code);
        foreach (var verb in new[] { "serve", "migrate", "admin create", "pos-key create", "pos-key revoke", "verify" }) Assert.Contains(verb, answer.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fly", "Unknown verb: fly")]
    [InlineData("migrate --Points:ExpireDays 3", "Section Points has no setting 'ExpireDays'")]
    [InlineData("migrate --Points:ExpiryDays soon", "Points:ExpiryDays")]
    [InlineData("migrate --Points:ExpiryDays 99999", "ExpiryDays must be between")]
    [InlineData("migrate --Database:Provider Oracle", "Database:Provider")]
    [InlineData("migrate --Database:Provider PostgreSql", "Database:ConnectionString is missing")]
    [InlineData("migrate --Line:ChannelId 1656000001", "Line:ChannelSecret is missing")]
    [InlineData("migrate --Line:ApiBaseUrl http://line.example --Line:ChannelId 1 --Line:ChannelSecret 2 --Line:LoginChannelId 3 --Line:LiffId 3-abcdefgh", "Line:ApiBaseUrl")]
    [InlineData("migrate --Data:Key short", "Data:Key")]
    [InlineData("pos-key create", "--name is missing")]
    public async Task A_wrong_call_ends_with_2_and_one_line_that_names_what_is_wrong(string call, string complaint)
    {
        var directory = Directory.CreateTempSubdirectory("loyalty-verb-").FullName;
        var answer = await RunAsync([.. call.Split(' '), "--Data:Directory", directory]);
        Assert.Equal(2, answer.Code);
        Assert.Contains(complaint, answer.Complained, StringComparison.Ordinal);
        Assert.Single(answer.Complained.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_key_made_by_the_verb_opens_the_till_and_a_revoked_one_does_not()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;

        var made = await RunAsync(["pos-key", "create", "--name", "櫃台 1", .. Settings(app)]);
        Assert.Equal(0, made.Code);
        var key = made.Said.Split('\n')[0].Trim();
        Assert.StartsWith("pos_", key, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, key, ct));

        var revoked = await RunAsync(["pos-key", "revoke", key.Split('_')[1], .. Settings(app)]);
        Assert.Equal(0, revoked.Code);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, key, ct));
        Assert.Equal(1, (await RunAsync(["pos-key", "revoke", "nosuchkey000", .. Settings(app)])).Code);
    }

    [Fact]
    public async Task The_link_of_admin_create_works_once()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        var made = await RunAsync(["admin", "create", .. Settings(app)]);
        var link = new Uri(made.Said.Split('\n')[0].Trim());

        var page = await app.Http.GetAsync(link.PathAndQuery, ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("建立您的帳號", await page.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_says_yes_to_an_honest_ledger_and_names_the_member_of_a_changed_one()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        var member = await app.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<LoyaltyDb>();
            await using var unit = await db.BeginWriteAsync(ct);
            var someone = new Member { Ref = "00000000000000aa", CardNumber = "1000000000000009", Name = "測試", JoinedAt = app.Clock.Now };
            db.Members.Add(someone);
            await db.SaveChangesAsync(ct);
            var account = new PointsAccount(someone.Id, 0, []);
            account.Earn(70, app.Clock.Now, app.Clock.Now, null, "base", new PointsCause(app.Clock.Now, app.Clock.Now, "purchase"));
            db.PointsEntries.AddRange(account.Entries);
            someone.PointsBalance = account.Balance;
            await unit.CommitAsync(ct);
            return someone.Id;
        });
        var honest = await RunAsync(["verify", .. Settings(app)]);
        Assert.Equal((0, true), (honest.Code, honest.Said.Contains("everything adds up", StringComparison.Ordinal)));

        await app.DbAsync(db => db.Members.Where(m => m.Id == member).ExecuteUpdateAsync(s => s.SetProperty(m => m.PointsBalance, 71), ct));
        var tampered = await RunAsync(["verify", .. Settings(app)]);
        Assert.Equal(1, tampered.Code);
        Assert.Contains($"member {member}", tampered.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_gives_one_clear_line_and_ends_with_4()
    {
        await using var app = await TestApp.StartAsync();
        var directory = Directory.CreateTempSubdirectory("loyalty-verb-").FullName;
        var taken = await RunAsync(["--urls", app.Url.ToString().TrimEnd('/'), "--Demo:EmulatorPort", $"{TestApp.FreePort()}", "--Data:Directory", directory]);
        Assert.Equal(4, taken.Code);
        Assert.Contains("A port is taken", taken.Complained, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(TestApp app, string key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/pos/v1/stores");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await app.Http.SendAsync(request, ct);
        return answer.StatusCode;
    }

    private static string[] Settings(TestApp app) =>
    [
        "--Data:Directory", app.DataDirectory, "--Database:Provider", TestDatabase.Provider.ToString(), "--Database:ConnectionString", app.ConnectionString,
        "--Brand:Name", "晨光咖啡", "--Line:ChannelId", "1656000001", "--Line:ChannelSecret", "0123456789abcdef0123456789abcdef", "--Line:LoginChannelId", "1656000002",
        "--Line:LiffId", "1656000002-Aa1Bb2Cc", "--Line:ApiBaseUrl", app.Emulator.BaseUrl, "--Line:DataApiBaseUrl", app.Emulator.BaseUrl,
    ];

    private static async Task<Answer> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LineLoyalty.Server.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var said = process.StandardOutput.ReadToEndAsync(patience.Token);
        var complained = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"The verb did not end: {string.Join(' ', arguments)}");
        }
        return new Answer(process.ExitCode, await said, await complained);
    }
}
