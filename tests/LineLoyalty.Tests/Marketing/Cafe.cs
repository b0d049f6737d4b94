using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Line.Emulator;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Scheduling;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

/// <summary>A brand with members on the emulator, whose days pass when the test says so.</summary>
internal sealed class Cafe : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private int people;
    private int receipts;

    private Cafe(TestApp app) => App = app;

    public TestApp App { get; }
    public BrandTime Time => App.Services.GetRequiredService<BrandTime>();
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="now">Taipei's wall clock.</param>
    public static async Task<Cafe> OpenAsync(DateTime now, params (string Key, string Value)[] settings)
    {
        var start = new DateTimeOffset(now, TimeSpan.FromHours(8));
        // Ticks off: the test itself says when the timetable is looked at, so that a day is over when it says so.
        var app = await TestApp.StartAsync([("Scheduling:Enabled", "false"), ("Deliveries:Poll", "00:00:00.05"), ("Campaigns:UndoWindow", "00:00:00"), .. settings], now: start, emulate: o => o.EnforceRateLimits = false);
        var cafe = new Cafe(app);
        await app.DbAsync(async db =>
        {
            db.Stores.Add(new Store { Code = "S1", Name = "一號店" });
            return await db.SaveChangesAsync(Ct);
        });
        await cafe.RunAsync();
        return cafe;
    }

    public async Task<Member> JoinAsync(string name, string? birthday = null, bool optIn = true, bool friend = true, bool bound = true, string language = "zh-TW", DateOnly? lastSale = null)
    {
        var number = ++people;
        var born = birthday?.Split('-').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        var member = new Member
        {
            Ref = number.ToString("x16", CultureInfo.InvariantCulture),
            CardNumber = number.ToString("d16", CultureInfo.InvariantCulture),
            Name = name,
            JoinedAt = App.Clock.Now,
            MarketingOptIn = optIn,
            Language = language,
            BirthMonth = born?[0],
            BirthDay = born?[1],
        };
        if (bound) App.Emulator.Seed([new EmulatorUser(UserOf(number), name) { Friend = friend }]);
        await App.DbAsync(async db =>
        {
            await using var unit = await db.BeginWriteAsync(Ct);
            db.Members.Add(member);
            await db.SaveChangesAsync(Ct);
            if (bound) db.LineAccounts.Add(new LineAccount { LineUserId = UserOf(number), MemberId = member.Id, BoundAt = App.Clock.Now, DisplayName = name, Friend = friend, FirstSeenAt = App.Clock.Now });
            await unit.CommitAsync(Ct);
            return 0;
        });
        if (lastSale is { } day) await SellOnAsync(member, day);
        return member;
    }

    /// <summary>A sale at the till, now or at the time a till says that sends late; answers its reference.</summary>
    public Task<string> SellAsync(Member member, long amount = 300, DateTime? at = null) => App.InScopeAsync(async s =>
    {
        var sale = new Sale
        {
            StoreCode = "S1", ReceiptNumber = $"R{++receipts}", OccurredAt = at ?? App.Clock.Now, Payment = "cash", MemberRef = member.Ref,
            Lines = [new SoldLine(null, "拿鐵", null, 1, amount, amount)],
        };
        var outcome = await s.GetRequiredService<RecordPurchase>().ExecuteAsync(sale, Ct);
        Assert.True(outcome.Succeeded(out var sold, out var refusal), refusal?.Code);
        return sold.Purchase.Ref;
    });

    /// <summary>All of a sale comes back, now.</summary>
    public Task<bool> ReturnAsync(string sold) => App.InScopeAsync(async s =>
        (await s.GetRequiredService<RefundPurchase>().ExecuteAsync(new Return(sold, null, "客人退貨", App.Clock.Now, $"F{++receipts}"), Ct)).Succeeded(out _, out _));

    /// <summary>A sale of the past, as an import brings it.</summary>
    public Task<int> SellOnAsync(Member member, DateOnly day) => App.DbAsync(async db =>
    {
        var at = Time.At(day, new(15, 0));
        var store = await db.Stores.FirstAsync(s => s.Code == "S1", Ct);
        var purchase = new Purchase { Ref = $"P{++receipts}", StoreId = store.Id, ReceiptNumber = $"I{receipts}", MemberId = member.Id, OccurredAt = at, RecordedAt = at, SoldOn = day, Payment = "cash", Total = 300, Paid = 300 };
        db.Purchases.Add(purchase);
        await db.SaveChangesAsync(Ct);
        return await db.Members.Where(m => m.Id == member.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.LastPurchaseAt, at).SetProperty(m => m.LastPurchaseId, purchase.Id), Ct);
    });

    /// <summary>Moves the brand's clock to this time of Taipei and lets happen what is due.</summary>
    public Task GoToAsync(DateTime taipei)
    {
        App.Clock.Set(new DateTimeOffset(taipei, TimeSpan.FromHours(8)));
        return RunAsync();
    }

    public async Task RunAsync()
    {
        await App.Services.GetRequiredService<RunDueSchedules>().ExecuteAsync(Ct);
        await SentAsync();
    }

    /// <summary>Waits until everything due has been sent.</summary>
    public async Task SentAsync()
    {
        var until = Environment.TickCount64 + 30_000;
        var now = App.Clock.Now;
        while (await App.DbAsync(db => db.Deliveries.AnyAsync(d => d.State == DeliveryState.Pending && d.DueAt <= now, Ct))
            || await App.DbAsync(db => db.UnbookedDeliveries.AnyAsync(Ct)))
        {
            Assert.True(Environment.TickCount64 < until, "Deliveries are still pending.");
            await Task.Delay(10, Ct);
        }
    }

    public static string UserOf(int number) => "U" + number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>What LINE accepted for this member: when (Taipei's wall clock) and the message as text.</summary>
    public async Task<IReadOnlyList<(DateTime At, string Text)>> HeardAsync(Member member)
    {
        var user = await App.DbAsync(db => db.LineAccounts.Where(a => a.MemberId == member.Id).Select(a => a.LineUserId).FirstOrDefaultAsync(Ct));
        return [.. (await App.Line.JournalAsync()).Where(e => e.GetProperty("to").EnumerateArray().Any(t => t.GetString() == user))
            .Select(e => (Time.Local(e.GetProperty("at").GetDateTime().ToUniversalTime()), JsonSerializer.Serialize(e.GetProperty("messages"), Readable)))];
    }

    public Task<List<Coupon>> CouponsAsync(Member member, string reason) =>
        App.DbAsync(db => db.Coupons.AsNoTracking().Include(c => c.Definition).Where(c => c.MemberId == member.Id && c.Reason == reason).OrderBy(c => c.Id).ToListAsync(Ct));

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
