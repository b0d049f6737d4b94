using System.Diagnostics;
using System.Net;
using LineLoyalty.Conversation;
using LineLoyalty.Databases;
using LineLoyalty.Tests.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

public sealed class IntakeFailureTests
{
    [Fact]
    public async Task While_the_database_is_locked_LINE_is_told_no_in_time_and_nothing_is_lost()
    {
        await using var app = await TestApp.StartAsync();
        var users = Enumerable.Range(0, 8).Select(_ => LineWebhook.NewUser()).ToList();
        var warm = LineWebhook.NewUser();
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, LineWebhook.Follow(warm, app.Clock.GetUtcNow())));
        await Chat.QuietAsync(app);
        var person = await app.Line.NewPersonAsync();

        await using (await LockAsync(app))
        {
            var answers = await Task.WhenAll(users.Select(async user =>
            {
                var body = LineWebhook.Body(LineWebhook.Follow(user, app.Clock.GetUtcNow()));
                var watch = Stopwatch.StartNew();
                using var answer = await LineWebhook.PostAsync(app.Http, body, LineWebhook.Sign(body));
                return (answer.StatusCode, Wait: answer.Headers.RetryAfter?.Delta, Took: watch.Elapsed);
            }));
            Assert.All(answers, a =>
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, a.StatusCode);
                Assert.InRange(a.Wait!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
                Assert.InRange(a.Took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            });
            await app.Line.FollowAsync(person);
            await Task.Delay(1500, TestContext.Current.CancellationToken);
        }

        // LINE sends again what it was not told yes for; the one of the emulator's person is greeted.
        await app.Line.HearsAsync(person, "晨光咖啡");
        foreach (var user in users) Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, LineWebhook.Follow(user, app.Clock.GetUtcNow())));
        await Chat.QuietAsync(app);
        Assert.Equal(users.Count, await app.DbAsync(db => db.LineAccounts.CountAsync(a => users.Contains(a.LineUserId) && a.Friend)));
        Assert.Equal(1, await app.DbAsync(db => db.InboxEvents.CountAsync(e => e.LineUserId == person && e.State == InboxState.Done)));
    }

    [Fact]
    public async Task A_stop_takes_ten_seconds_at_most_and_keeps_what_was_accepted()
    {
        var app = await TestApp.StartAsync();
        try
        {
            await app.Line.FaultAsync(new { endpoint = "reply", kind = "timeout" });
            foreach (var person in new[] { await app.Line.NewPersonAsync(), await app.Line.NewPersonAsync() }) await app.Line.FollowAsync(person);
            await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.InboxEvents.CountAsync(e => e.ReplyTriedAt != null)) == 2 ? "both" : null, "two replies under way");
        }
        finally
        {
            var watch = Stopwatch.StartNew();
            await app.DisposeAsync();
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(12));
        }
    }

    /// <summary>Nobody else can write until it is disposed.</summary>
    private static async Task<IAsyncDisposable> LockAsync(TestApp app)
    {
        switch (TestDatabase.Provider)
        {
            case DatabaseProvider.Sqlite:
                var file = new SqliteConnection(app.ConnectionString + ";Pooling=false");
                await file.OpenAsync();
                await ExecuteAsync(file, "PRAGMA busy_timeout=10000; BEGIN EXCLUSIVE;");
                return file;
            case DatabaseProvider.PostgreSql:
                var server = new NpgsqlConnection(app.ConnectionString + ";Pooling=false");
                await server.OpenAsync();
                await ExecuteAsync(server, """BEGIN; LOCK TABLE "InboxEvents" IN ACCESS EXCLUSIVE MODE""");
                return server;
            default:
                throw Xunit.Sdk.SkipException.ForSkip("No lock is written for this engine yet.");
        }
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
