using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Databases.Sqlite;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Points;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Databases;

/// <summary>What is saved through kept statements on SQLite is what EF would have saved, whatever engine the other tests run on.</summary>
public sealed class QuickSaveTests : IAsyncLifetime
{
    private static readonly DateTime At = new(2026, 4, 1, 5, 21, 7, 123, DateTimeKind.Utc);
    private readonly string directory = Directory.CreateTempSubdirectory("loyalty-rows-").FullName;
    private ServiceProvider services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        services = new ServiceCollection().AddLogging()
            .AddLoyaltyDatabase(new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(directory, "rows.db")}" }).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Every_value_comes_back_as_it_was_written_and_is_found_by_what_EF_asks()
    {
        var key = Guid.NewGuid();
        await InUnitAsync(async db =>
        {
            var member = New(1, "王小明 \"🙂\" 'x'");
            (member.Gender, member.BirthYear, member.MarketingOptIn, member.SpendHeldUntil) = (Gender.Female, 1990, true, At.AddDays(1));
            db.Members.Add(member);
            db.Deliveries.Add(new Delivery { RetryKey = key, Purpose = DeliveryPurpose.Service, Multicast = false, Messages = new string('字', 5000), Cause = "test", CreatedAt = At, DueAt = At });
            db.Stores.Add(new Store { Code = "S", Name = "店" });
            await db.SaveChangesAsync(Ct);
            db.Purchases.Add(Sale(db.Stores.Local.Single().Id, member.Id, "R1"));
        });
        await InUnitAsync(async db =>
        {
            var member = await db.Members.SingleAsync(m => m.Name == "王小明 \"🙂\" 'x'" && m.Gender == Gender.Female && m.SpendHeldUntil == At.AddDays(1) && m.MarketingOptIn && m.PhoneIndex == null, Ct);
            Assert.Equal("", await db.Stores.Where(s => s.NameEn == "").Select(s => s.NameEn).SingleAsync(Ct));
            Assert.Equal((1990, null, At, "zh-TW"), (member.BirthYear, member.BirthMonth, member.JoinedAt, member.Language));
            Assert.Equal(5000, (await db.Deliveries.SingleAsync(d => d.RetryKey == key && d.State == DeliveryState.Pending && d.DueAt == At, Ct)).Messages.Length);
            var sale = await db.Purchases.Include(p => p.Lines).SingleAsync(p => p.SoldOn == new DateOnly(2026, 4, 1) && p.MemberId == member.Id && !p.WhollyReturned, Ct);
            Assert.Equal(["first", "second", "third"], sale.Lines.OrderBy(l => l.Id).Select(l => l.Name));
        });
    }

    [Fact]
    public async Task Each_column_holds_to_the_byte_what_EF_would_have_put_there()
    {
        var key = Guid.NewGuid();
        async Task WriteAsync(LoyaltyDb db)
        {
            var member = New(1, "王小明");
            (member.Gender, member.BirthYear, member.MarketingOptIn, member.SpendHeldUntil) = (Gender.Female, 1990, true, At.AddTicks(1));
            db.Members.AddRange(member, New(2, ""));
            db.Stores.Add(new Store { Code = "S", Name = "店" });
            db.Deliveries.Add(new Delivery { RetryKey = key, Purpose = DeliveryPurpose.Service, Multicast = false, Messages = "[]", Cause = "test", CreatedAt = At, DueAt = At.Date });
            await db.SaveChangesAsync(Ct);
            db.Purchases.Add(Sale(db.Stores.Local.Single().Id, member.Id, "R1", "ref"));
            (member.Gender, member.SpendHeldUntil, member.BirthMonth, member.Language, member.PointsBalance) = (null, At.AddYears(1), 12, "en", -3);
            db.Deliveries.Local.Single().State = DeliveryState.Sent;
            await db.SaveChangesAsync(Ct);
        }
        await InUnitAsync(WriteAsync);
        var plain = $"Data Source={Path.Combine(directory, "plain.db")}";
        await using (var db = new SqliteLoyaltyDb(new DbContextOptionsBuilder<SqliteLoyaltyDb>().UseSqlite(plain).Options))
        {
            await db.Database.MigrateAsync(Ct);
            await WriteAsync(db);
        }
        SqliteLoyaltyDb.WriterOf(plain).Dispose();
        foreach (var table in new[] { "Members", "Stores", "Deliveries", "Purchases", "PurchaseLines" })
        {
            var written = await StoredAsync($"Data Source={Path.Combine(directory, "rows.db")}", table);
            Assert.NotEmpty(written);
            Assert.Equal(await StoredAsync(plain, table), written);
        }
    }

    /// <summary>Each value of a table with its column, its storage class and its bytes.</summary>
    private static async Task<List<string>> StoredAsync(string connectionString, string table)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT group_concat('typeof(\"' || name || '\") || quote(\"' || name || '\")', ' || char(10) || ') FROM pragma_table_info('{table}')";
        var values = (string)(await command.ExecuteScalarAsync(Ct))!;
        command.CommandText = $"SELECT {values} FROM {table} ORDER BY 1";
        List<string> rows = [];
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct)) rows.Add(reader.GetString(0));
        return rows;
    }

    [Fact]
    public async Task A_change_writes_only_what_changed_and_a_row_that_moved_on_stops_the_whole_save()
    {
        await InUnitAsync(db =>
        {
            db.Members.AddRange(New(1, "一"), New(2, "二"));
            return Task.CompletedTask;
        });
        await InUnitAsync(async db =>
        {
            var one = await db.Members.SingleAsync(m => m.Name == "一", Ct);
            await db.Members.Where(m => m.Id == one.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Language, "en"), Ct);
            one.PointsBalance = 7;
        });
        await InUnitAsync(async db =>
        {
            var one = await db.Members.SingleAsync(m => m.Name == "一", Ct);
            Assert.Equal(("en", 7L, 1L), (one.Language, one.PointsBalance, one.Version));
            await db.Members.Where(m => m.Id == one.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Version, 9), Ct);
            (one.Name, one.PointsBalance) = ("不", 8);
            db.Members.Add(New(3, "三"));
            db.Settings.Add(new Setting { Key = "k", Value = "v" });
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Ct));
            db.ChangeTracker.Clear();
            Assert.Equal(["一", "二"], await db.Members.OrderBy(m => m.Id).Select(m => m.Name).ToListAsync(Ct));
            Assert.False(await db.Settings.AnyAsync(s => s.Key == "k", Ct));
        });
    }

    [Fact]
    public async Task A_value_that_is_taken_undoes_its_own_save_and_nothing_before_it()
    {
        await InUnitAsync(async db =>
        {
            db.Members.Add(New(1, "一"));
            await db.SaveChangesAsync(Ct);
            db.Members.AddRange(New(2, "二"), New(1, "again"));
            var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Ct));
            Assert.True(db.IsUniqueViolation(refused));
            db.ChangeTracker.Clear();
            db.Members.Add(New(3, "三"));
        });
        await InUnitAsync(async db => Assert.Equal(["一", "三"], await db.Members.OrderBy(m => m.Id).Select(m => m.Name).ToListAsync(Ct)));
    }

    [Fact]
    public async Task A_unique_value_may_go_from_one_row_to_another_in_one_save()
    {
        await InUnitAsync(db =>
        {
            var (from, to) = (New(1, "from"), New(2, "to"));
            from.PhoneIndex = "p";
            db.Members.AddRange(to, from);
            return Task.CompletedTask;
        });
        await InUnitAsync(async db =>
        {
            var both = await db.Members.ToDictionaryAsync(m => m.Name, Ct);
            (both["to"].PhoneIndex, both["from"].PhoneIndex) = ("p", null);
        });
        await InUnitAsync(async db => Assert.Equal("to", await db.Members.Where(m => m.PhoneIndex == "p").Select(m => m.Name).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Rows_that_point_at_each_other_are_numbered_in_the_order_in_which_they_were_added()
    {
        await InUnitAsync(db =>
        {
            var member = New(1, "一");
            db.Members.Add(member);
            return Task.CompletedTask;
        });
        await InUnitAsync(async db =>
        {
            var member = await db.Members.SingleAsync(Ct);
            for (var i = 1; i <= 20; i++)
            {
                var lot = new PointsLot { MemberId = member.Id, Amount = i, Remaining = i, EarnedAt = At, AvailableAt = At, Rule = "base" };
                db.PointsEntries.Add(new PointsEntry
                {
                    MemberId = member.Id, Kind = PointsEntryKind.Earn, Points = i, BalanceAfter = i * (i + 1) / 2, At = At, RecordedAt = At, Reason = "test", Moves = { new PointsMove { Points = i, Lot = lot } },
                });
            }
        });
        await InUnitAsync(async db =>
        {
            var entries = await db.PointsEntries.OrderBy(e => e.Id).Include(e => e.Moves).ThenInclude(m => m.Lot).ToListAsync(Ct);
            Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), entries.Select(e => e.Points));
            Assert.All(entries, e => Assert.Equal(e.Points, e.Moves.Single().Lot.Amount));
        });
    }

    [Fact]
    public async Task All_that_a_sale_leaves_is_written_this_way()
    {
        await InUnitAsync(db =>
        {
            var shapes = RowShape.Of(db.Model);
            Type[] left =
            [
                typeof(Member), typeof(Purchase), typeof(PurchaseLine), typeof(PointsLot), typeof(PointsEntry), typeof(PointsMove), typeof(MemberEvent), typeof(BuyerStats), typeof(IdempotencyRecord),
                typeof(Delivery), typeof(DeliveryRecipient),
            ];
            Assert.All(left, t => Assert.Contains(db.Model.FindEntityType(t)!, shapes.Keys));
            return Task.CompletedTask;
        });
    }

    private async Task InUnitAsync(Func<LoyaltyDb, Task> write)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        await using var unit = await db.BeginWriteAsync(Ct);
        await write(db);
        await unit.CommitAsync(Ct);
    }

    private static Member New(int number, string name) => new() { Ref = $"{number:x16}", CardNumber = $"{number:D16}", Name = name, JoinedAt = At };

    private static Purchase Sale(long storeId, long memberId, string receipt, string? handle = null) => new()
    {
        Ref = handle ?? Secret.New(16), StoreId = storeId, ReceiptNumber = receipt, MemberId = memberId, OccurredAt = At, RecordedAt = At, SoldOn = new DateOnly(2026, 4, 1), Payment = "cash", Total = 3, Paid = 3,
        Lines = [.. new[] { "first", "second", "third" }.Select((n, i) => new PurchaseLine { Position = i, Name = n, Quantity = 1, Amount = 1, PaidShare = 1 })],
    };
}
