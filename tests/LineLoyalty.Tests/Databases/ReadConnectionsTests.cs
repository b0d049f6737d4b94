using System.Data;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Databases;

/// <summary>What SQLite's contexts read with, whatever engine the other tests run on.</summary>
public sealed class ReadConnectionsTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("loyalty-read-").FullName;
    private ServiceProvider services = null!;

    private string File => Path.Combine(directory, "read.db");

    public async ValueTask InitializeAsync()
    {
        services = new ServiceCollection().AddLogging().AddLoyaltyDatabase(new DatabaseOptions { ConnectionString = $"Data Source={File}" }).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(default);
        SqliteConnection.ClearAllPools();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Questions_share_connections_see_what_was_saved_just_before_and_let_go_of_the_file_with_the_container()
    {
        for (var i = 0; i < 40; i++)
        {
            await WriteAsync($"k{i}");
            Assert.Equal(i + 1, await CountAsync());
        }
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(CountAsync)));
        if (!OperatingSystem.IsLinux()) return;
        Assert.InRange(Open(), 1, 10);
        await services.DisposeAsync();
        Assert.Equal(0, Open());
    }

    [Fact]
    public async Task Whoever_leaves_a_transaction_or_a_reader_open_does_not_disturb_the_next()
    {
        await WriteAsync("first");
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            await db.Database.OpenConnectionAsync();
            var connection = db.Database.GetDbConnection();
            _ = await connection.BeginTransactionAsync(IsolationLevel.Serializable);
            var command = connection.CreateCommand();
            command.CommandText = "SELECT Key FROM Settings";
            var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            await db.Database.CloseConnectionAsync();
        }
        await WriteAsync("second");
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_transaction_of_its_own_is_kept_or_undone_as_a_whole()
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        foreach (var keep in new[] { false, true })
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"INSERT INTO Settings (Key, Value) VALUES ('a', '')");
            await db.Database.ExecuteSqlAsync($"INSERT INTO Settings (Key, Value) VALUES ('b', '')");
            Assert.Equal(2, await db.Settings.CountAsync());
            Assert.Equal(0, await CountAsync());
            if (keep) await transaction.CommitAsync();
            else await transaction.RollbackAsync();
        }
        Assert.Equal(2, await CountAsync());
    }

    private int Open() => Directory.EnumerateFiles("/proc/self/fd").Count(f => new FileInfo(f).LinkTarget == File);

    private async Task<int> CountAsync()
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LoyaltyDb>().Settings.CountAsync();
    }

    private async Task WriteAsync(string key)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        await using var unit = await db.BeginWriteAsync(default);
        db.Settings.Add(new Setting { Key = key, Value = "" });
        await unit.CommitAsync(default);
    }
}
