using System.Buffers.Binary;
using System.Data;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Databases.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Databases;

/// <summary>SQLite's shared commit, whatever engine the other tests run on.</summary>
public sealed class GroupWriterTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("loyalty-group-").FullName;
    private ServiceProvider services = null!;

    private string File => $"Data Source={Path.Combine(directory, "group.db")}";

    public async ValueTask InitializeAsync()
    {
        services = new ServiceCollection().AddLogging().AddLoyaltyDatabase(new DatabaseOptions { ConnectionString = File }).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Whoever_is_told_that_it_is_done_finds_it_on_disk_and_whoever_fails_leaves_nothing_but_itself_out()
    {
        var seen = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            try
            {
                await WriteAsync($"k{i}", fail: i % 5 == 0);
            }
            catch (DbUpdateException)
            {
                return (i, Told: false, Found: await IsOnDiskAsync($"k{i}"));
            }
            return (i, Told: true, Found: await IsOnDiskAsync($"k{i}"));
        })));
        Assert.All(seen, s => Assert.Equal((s.i % 5 != 0, s.i % 5 != 0), (s.Told, s.Found)));
    }

    [Fact]
    public async Task Actions_that_wait_share_a_commit()
    {
        await using var first = services.CreateAsyncScope();
        var db = first.ServiceProvider.GetRequiredService<LoyaltyDb>();
        var unit = await db.BeginWriteAsync(default);
        var others = Enumerable.Range(0, 10).Select(i => Task.Run(() => WriteAsync($"s{i}"))).ToList();
        await UntilWaitingAsync(10);
        var before = Commits();
        await unit.CommitAsync(default);
        await unit.DisposeAsync();
        await Task.WhenAll(others);
        Assert.InRange(Commits() - before, 1, 10); // eleven actions
    }

    [Fact]
    public async Task A_unit_within_a_unit_is_undone_alone_also_in_a_group()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            await using var outer = await db.BeginWriteAsync(default);
            db.Settings.Add(new Setting { Key = $"outer{i}", Value = "" });
            await using (await db.BeginWriteAsync(default))
            {
                db.Settings.Add(new Setting { Key = $"inner{i}", Value = "" });
                await db.SaveChangesAsync();
            }
            await outer.CommitAsync(default);
        })));
        for (var i = 0; i < 20; i++) Assert.Equal((true, false), (await IsOnDiskAsync($"outer{i}"), await IsOnDiskAsync($"inner{i}")));
    }

    [Fact]
    public async Task When_the_engine_gives_up_the_transaction_nobody_of_the_group_is_told_that_it_is_done()
    {
        await using var first = services.CreateAsyncScope();
        var db = first.ServiceProvider.GetRequiredService<LoyaltyDb>();
        var unit = await db.BeginWriteAsync(default);
        var neighbour = Task.Run(() => WriteAsync("neighbour"));
        await UntilWaitingAsync(1);
        var breaker = Task.Run(async () =>
        {
            await using var scope = services.CreateAsyncScope();
            var other = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            await using var broken = await other.BeginWriteAsync(default);
            // What SQLite does by itself when the disk is full.
            await other.Database.ExecuteSqlRawAsync("ROLLBACK");
            await broken.CommitAsync(default);
        });
        await UntilWaitingAsync(2);
        db.Settings.Add(new Setting { Key = "first", Value = "" });
        var committed = unit.CommitAsync(default);
        await Assert.ThrowsAnyAsync<IOException>(() => breaker);
        // Those before it in the same transaction are as undone as it is, and are told so; those that were committed before stay.
        foreach (var (task, key) in new[] { (committed, "first"), (neighbour, "neighbour") })
        {
            var told = await Record.ExceptionAsync(() => task) is null;
            Assert.Equal(told, await IsOnDiskAsync(key));
        }
        await unit.DisposeAsync();
        await WriteAsync("after");
        Assert.True(await IsOnDiskAsync("after"));
    }

    [Fact]
    public async Task A_context_that_is_reading_writes_by_itself()
    {
        await WriteAsync("read");
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        await db.Database.OpenConnectionAsync();
        await using (var unit = await db.BeginWriteAsync(default))
        {
            db.Settings.Add(new Setting { Key = "own", Value = "" });
            await unit.CommitAsync(default);
        }
        Assert.Equal(ConnectionState.Open, db.Database.GetDbConnection().State);
        Assert.True(await IsOnDiskAsync("own"));
    }

    [Fact]
    public async Task A_context_that_was_given_back_with_its_connection_open_writes_again_for_the_next()
    {
        for (var round = 0; round < 3; round++)
        {
            await WriteAsync($"before{round}");
            await using (var scope = services.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
                await db.Database.OpenConnectionAsync();
                Assert.NotEqual(0, await db.Settings.CountAsync());
            }
            await WriteAsync($"after{round}");
        }
        Assert.True(await IsOnDiskAsync("after2"));
    }

    [Theory]
    [InlineData("while reading")]
    [InlineData("after reading elsewhere")]
    [InlineData("without ending the unit")]
    [InlineData("while waiting")]
    [InlineData("given up by the engine")]
    public async Task A_context_that_was_given_back_half_way_writes_again_for_the_next(string left)
    {
        await WriteAsync("first");
        for (var round = 0; round < 3; round++)
        {
            await using (var scope = services.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
                using var cancelled = new CancellationTokenSource();
                var rows = db.Settings.AsAsyncEnumerable().GetAsyncEnumerator(default);
                if (left == "after reading elsewhere") await rows.MoveNextAsync();
                if (left == "while waiting")
                {
                    await using var other = services.CreateAsyncScope();
                    await using var held = await other.ServiceProvider.GetRequiredService<LoyaltyDb>().BeginWriteAsync(default);
                    var waiting = db.BeginWriteAsync(cancelled.Token);
                    await UntilWaitingAsync(1);
                    await cancelled.CancelAsync();
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
                    continue;
                }
                var unit = await db.BeginWriteAsync(default);
                if (left == "while reading") await rows.MoveNextAsync();
                if (left == "given up by the engine") await db.Database.ExecuteSqlRawAsync("ROLLBACK");
                if (left != "without ending the unit") await Record.ExceptionAsync(async () => await unit.DisposeAsync());
                else
                {
                    await scope.DisposeAsync();
                    await Record.ExceptionAsync(async () => await unit.DisposeAsync());
                }
            }
            await WriteAsync($"{left}{round}");
            Assert.True(await IsOnDiskAsync($"{left}{round}"));
        }
    }

    [Theory]
    [InlineData("committed")]
    [InlineData("left without commit")]
    [InlineData("given up by the engine")]
    [InlineData("on a connection of its own")]
    public async Task Whatever_somebody_does_after_their_turn_holds_nobody_up(string turn)
    {
        await using var first = services.CreateAsyncScope();
        var unit = await first.ServiceProvider.GetRequiredService<LoyaltyDb>().BeginWriteAsync(default);
        using var goOn = new ManualResetEventSlim();
        var slow = Task.Run(async () =>
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            if (turn == "on a connection of its own") await db.Database.OpenConnectionAsync();
            var mine = await db.BeginWriteAsync(default);
            // So old that its group ends with it: there is nothing left to wait for after the commit.
            Thread.Sleep(60);
            if (turn == "given up by the engine") await db.Database.ExecuteSqlRawAsync("ROLLBACK");
            if (turn != "left without commit") await Record.ExceptionAsync(() => mine.CommitAsync(default));
            await mine.DisposeAsync();
            goOn.Wait();
        });
        await UntilWaitingAsync(1);
        var next = Task.Run(() => WriteAsync("next"));
        await UntilWaitingAsync(2);
        await unit.DisposeAsync();
        try
        {
            await next.WaitAsync(TimeSpan.FromSeconds(20));
        }
        finally
        {
            goOn.Set();
        }
        await slow;
        Assert.True(await IsOnDiskAsync("next"));
    }

    [Fact]
    public async Task The_log_begins_again_at_its_start_although_a_crowd_never_stops_writing()
    {
        await WriteAsync("first");
        var (first, began, again) = (Beginnings(), Environment.TickCount64, false);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(who => Task.Run(async () =>
        {
            // Six checkpoints' worth, then just enough to go on.
            for (var i = 0; !Volatile.Read(ref again); i++) await WriteAsync($"w{who}-{i}", value: i < 60 ? new string('x', 200_000) : "");
        })).Append(Task.Run(async () =>
        {
            while (Beginnings() == first && Environment.TickCount64 - began < 60_000) await Task.Delay(5);
            Volatile.Write(ref again, true);
        })));
        Assert.NotEqual(first, Beginnings());
        // Long before the writer's own checkpoint, at 160 MB.
        Assert.InRange(new FileInfo(Path.Combine(directory, "group.db-wal")).Length, 1, 150_000_000);
        Assert.True(await IsOnDiskAsync("w7-0"));
    }

    /// <summary>How often the log has begun again, as its header counts (https://www.sqlite.org/fileformat.html#the_write_ahead_log).</summary>
    private uint Beginnings()
    {
        using var log = new FileStream(Path.Combine(directory, "group.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> head = stackalloc byte[16];
        log.ReadExactly(head);
        return BinaryPrimitives.ReadUInt32BigEndian(head[12..]);
    }

    private async Task WriteAsync(string key, bool fail = false, string value = "")
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        await using var unit = await db.BeginWriteAsync(default);
        db.Settings.Add(new Setting { Key = key, Value = value });
        await db.SaveChangesAsync();
        if (fail)
        {
            db.ChangeTracker.Clear();
            db.Settings.Add(new Setting { Key = key, Value = "" });
        }
        await unit.CommitAsync(default);
    }

    /// <summary>Looks with eyes of its own: a connection that shares nothing with the writers.</summary>
    private async Task<bool> IsOnDiskAsync(string key)
    {
        await using var connection = new SqliteConnection(File + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM Settings WHERE Key = $key";
        command.Parameters.AddWithValue("$key", key);
        return (long)(await command.ExecuteScalarAsync())! == 1;
    }

    private async Task UntilWaitingAsync(int count)
    {
        while (SqliteLoyaltyDb.WriterOf(File).Waiting < count) await Task.Delay(5);
    }

    private long Commits() => SqliteLoyaltyDb.WriterOf(File).Commits;
}
