using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.Pos;

/// <summary>What a call answered; <see cref="Json"/> is default when the body is no JSON.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, JsonElement Json, HttpResponseHeaders Headers, string? ContentType)
{
    public string? Code => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>A number, text or element by path, e.g. <c>purchase.paid</c>.</summary>
    public JsonElement At(string path) => path.Split('.').Aggregate(Json, (e, name) => int.TryParse(name, out var i) ? e[i] : e.GetProperty(name));

    public long Number(string path) => At(path).GetInt64();
    public string Text(string path) => At(path).GetString()!;
}

/// <summary>A till in a test: a key, a shop to sell in, and people to sell to.</summary>
internal sealed class Till : IDisposable
{
    private static int serial;
    private readonly TestApp app;
    private readonly HttpClient http;

    private Till(TestApp app, string key)
    {
        (this.app, Key) = (app, key);
        http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Url, "/api/pos/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string Key { get; }

    public static async Task<Till> OpenAsync(TestApp app, string scopes = "members purchases refunds coupons", string stores = "", TimeSpan? life = null)
    {
        await OpenShopsAsync(app);
        var created = await app.InScopeAsync(async s => await s.GetRequiredService<CreatePosKey>().ExecuteAsync(
            "測試收銀機", scopes.Split(' '), stores.Split(' ', StringSplitOptions.RemoveEmptyEntries), life ?? TimeSpan.FromDays(30), null, default));
        return new Till(app, created.Value!.Text);
    }

    /// <summary>Another device with the same key.</summary>
    public Till Beside() => new(app, Key);

    public static Till WithKey(TestApp app, string key) => new(app, key);

    /// <summary>Two stores and a small menu, once per database.</summary>
    public static async Task OpenShopsAsync(TestApp app) => await app.DbAsync(async db =>
    {
        if (await db.Stores.AnyAsync()) return 0;
        db.Stores.AddRange(new Store { Code = "TPE1", Name = "信義店", NameEn = "Xinyi" }, new Store { Code = "TPE2", Name = "中山店", NameEn = "Zhongshan" },
            new Store { Code = "OLD", Name = "舊店", Active = false });
        db.Products.AddRange(
            new Product { Sku = "LATTE", Name = "拿鐵", NameEn = "Latte", Category = "咖啡", Price = 120 },
            new Product { Sku = "CAKE", Name = "戚風蛋糕", NameEn = "Chiffon cake", Category = "甜點", Price = 90 },
            new Product { Sku = "GIFT500", Name = "禮券 500", NameEn = "Voucher 500", Category = "禮券", Price = 500, EarnsPoints = false },
            new Product { Sku = "GONE", Name = "停售品", Category = "其他", Price = 10, Active = false });
        return await db.SaveChangesAsync();
    });

    public async Task<Member> NewMemberAsync(string name = "王小明", string? phone = null) => await app.InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<LoyaltyDb>();
        await using var unit = await db.BeginWriteAsync(default);
        var registered = await services.GetRequiredService<RegisterMember>().ExecuteAsync(new NewMember(name, phone ?? NewPhone()), default);
        await services.GetRequiredService<EvaluateTier>().JoinAsync(registered.Value!, default);
        await unit.CommitAsync(default);
        return registered.Value!;
    });

    public static string NewPhone() => $"+8869{Interlocked.Increment(ref serial):D8}";

    public static string NewReceipt() => $"R{Interlocked.Increment(ref serial):D8}";

    public async Task<Coupon> GiveAsync(Member member, string definition) => (await app.InScopeAsync(s =>
        s.GetRequiredService<IssueCoupon>().ExecuteAsync(member.Id, definition, "test", null, default))).Value!;

    public Task<string> CodeOfAsync(Coupon coupon) => app.InScopeAsync(s =>
        Task.FromResult(CouponCodes.Display(s.GetRequiredService<Vault>().Open("coupon", coupon.CodeSealed))));

    public string Mint(CodePurpose purpose, long handle) => app.Services.GetRequiredService<MemberCodes>().Mint(purpose, handle).Text;

    /// <summary>A code that was on the phone at an earlier time.</summary>
    public string MintAt(CodePurpose purpose, long handle, DateTime from) => app.Services.GetRequiredService<MemberCodes>().Mint(purpose, handle, from).Text;

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <param name="key">Idempotency-Key; a fresh one when left out.</param>
    public Task<Answer> PostAsync(string path, object body, string? key = null) => PostTextAsync(path, body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), key);

    public Task<Answer> PostTextAsync(string path, string body, string? key = null, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, contentType) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        var type = answer.Content.Headers.ContentType?.MediaType;
        var json = type is not null && type.EndsWith("json", StringComparison.Ordinal) ? JsonSerializer.Deserialize<JsonElement>(body) : default;
        request.Dispose();
        return new Answer(answer.StatusCode, body, json, answer.Headers, type);
    }

    /// <summary>A sale as a dictionary, to change before sending.</summary>
    public Dictionary<string, object?> Sale(Member? member, params object[] lines)
    {
        var sale = new Dictionary<string, object?>
        {
            ["store"] = "TPE1", ["receiptNumber"] = NewReceipt(), ["occurredAt"] = app.Clock.GetUtcNow().ToString("O"), ["payment"] = "cash",
            ["lines"] = lines.Length == 0 ? [Line("LATTE", 1, 120)] : lines,
        };
        if (member is not null) sale["member"] = member.Ref;
        return sale;
    }

    public static object Line(string sku, int quantity, long amount) => new { sku, quantity, amount };

    public Task<Answer> SellAsync(Member? member, params object[] lines) => PostAsync("purchases", Sale(member, lines));

    /// <summary>One line of this many NT$.</summary>
    public Task<Answer> SellForAsync(Member? member, long amount) => SellAsync(member, new { name = "外帶", quantity = 1, amount });

    public Task<Answer> RefundAsync(Answer sold, params object[] lines) => PostAsync($"purchases/{sold.Text("purchase.id")}/refunds", Refund(lines));

    public Dictionary<string, object?> Refund(params object[] lines)
    {
        var refund = new Dictionary<string, object?>
        {
            ["reason"] = "客人退貨", ["occurredAt"] = app.Clock.GetUtcNow().ToString("O"), ["refundNumber"] = NewReceipt(),
        };
        if (lines.Length > 0) refund["lines"] = lines;
        return refund;
    }

    public Task<Member> ReadAsync(Member member) => app.DbAsync(db => db.Members.AsNoTracking().SingleAsync(m => m.Id == member.Id));

    public void Dispose() => http.Dispose();
}
