using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Pos;

/// <summary>The general law of bad input, at the POS door: a stable code, no effect, and the next good request works.</summary>
public sealed class PosInputTests(PosApp shared) : IClassFixture<PosApp>
{
    private const string GoodLine = """{"sku":"LATTE","quantity":1,"amount":120}""";

    public static TheoryData<string, string> BadBodies => new()
    {
        { "purchases", "" },
        { "purchases", "null" },
        { "purchases", "[]" },
        { "purchases", "{" },
        { "purchases", "\"text\"" },
        { "purchases", "{}" },
        { "purchases", Sale("\"points\":500") },
        { "purchases", Sale("\"store\":\"TPE2\"") },
        { "purchases", Sale("\"member\":{\"id\":1}") },
        { "purchases", Sale("\"pointsRedeemed\":-5") },
        { "purchases", Sale("\"pointsRedeemed\":1.5") },
        { "purchases", Sale("\"pointsRedeemed\":\"5\"") },
        { "purchases", Sale("\"pointsRedeemed\":99999999999999999999") },
        { "purchases", Sale("\"coupon\":{}") },
        { "purchases", Sale("\"coupon\":{\"code\":\"a\",\"ref\":\"b\"}") },
        { "purchases", Sale("\"coupon\":{\"code\":\"a\",\"discount\":100}") },
        { "purchases", Sale("\"note\":\"\\u0000\"") },
        { "purchases", Sale("\"note\":\"\\ud800\"") },
        { "purchases", Sale("\"spendCode\":\"\"") },
        { "purchases", Sale().Replace("R-1", "", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("R-1", "收據", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("R-1", new string('R', 41), StringComparison.Ordinal) },
        { "purchases", Sale().Replace("\"cash\"", "\"CASH!\"", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("2026-03-10T02:00:00Z", "yesterday", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("2026-03-10T02:00:00Z", "2026-02-30T02:00:00Z", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("\"2026-03-10T02:00:00Z\"", "null", StringComparison.Ordinal) },
        { "purchases", Sale().Replace($"[{GoodLine}]", "[]", StringComparison.Ordinal) },
        { "purchases", Sale().Replace($"[{GoodLine}]", "null", StringComparison.Ordinal) },
        { "purchases", Sale().Replace($"[{GoodLine}]", "[null]", StringComparison.Ordinal) },
        { "purchases", Sale().Replace($"[{GoodLine}]", "[" + string.Join(',', Enumerable.Repeat(GoodLine, 201)) + "]", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("\"quantity\":1", "\"quantity\":0", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("\"quantity\":1", "\"quantity\":-1", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("\"quantity\":1", "\"quantity\":1.5", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("\"amount\":120", "\"amount\":-120", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("\"amount\":120", "\"amount\":9223372036854775807", StringComparison.Ordinal) },
        { "purchases", Sale().Replace("\"amount\":120", "\"amount\":120,\"price\":1", StringComparison.Ordinal) },
        { "purchases/x/refunds", "{}" },
        { "purchases/x/refunds", """{"refundNumber":"1","reason":"x","occurredAt":"2026-03-10T02:00:00Z","lines":[{"line":-1,"quantity":1}]}""" },
        { "purchases/x/refunds", """{"refundNumber":"1","reason":"x","occurredAt":"2026-03-10T02:00:00Z","lines":[null]}""" },
        { "purchases/x/refunds", """{"refundNumber":"1","reason":"","occurredAt":"2026-03-10T02:00:00Z"}""" },
        { "purchases/x/refunds", """{"refundNumber":"1","reason":"x","occurredAt":"2026-03-10T02:00:00Z","amount":5}""" },
        { "coupons/redeem", """{"code":"x"}""" },
        { "coupons/redeem", """{"code":"","store":"TPE1"}""" },
        { "coupons/redeem", """{"code":"x","store":"TPE1","member":"y"}""" },
        { "coupons/check", """{"code":null}""" },
        { "coupons/check", $$"""{"code":"{{new string('A', 101)}}"}""" },
        { "members/lookup", """{"key":""}""" },
        { "members/lookup", """{"key":["a"]}""" },
        { "members/lookup", """{"phone":"0912345678"}""" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Bad_bodies_are_refused_as_not_understood(string path, string body)
    {
        using var till = await Till.OpenAsync(shared.App);
        var before = await CountAsync();
        var answer = await till.PostTextAsync(path, body);
        Assert.Equal((HttpStatusCode.BadRequest, "request.malformed", "application/problem+json"), (answer.Status, answer.Code, answer.ContentType));
        Assert.DoesNotContain("LineLoyalty.", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync());
        Assert.Equal(HttpStatusCode.Created, (await till.SellAsync(null)).Status);
    }

    [Fact]
    public async Task What_is_wrong_in_a_body_is_named()
    {
        using var till = await Till.OpenAsync(shared.App);
        Assert.Equal("$.lines[0].amount", (await till.PostTextAsync("purchases", Sale().Replace("\"amount\":120", "\"amount\":\"x\"", StringComparison.Ordinal))).Text("path"));
        var errors = (await till.PostTextAsync("purchases", Sale().Replace("\"quantity\":1", "\"quantity\":0", StringComparison.Ordinal))).At("errors");
        Assert.Contains(errors.EnumerateObject(), e => e.Name.Contains("quantity", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Only_JSON_of_a_sensible_size_is_read()
    {
        using var till = await Till.OpenAsync(shared.App);
        foreach (var path in new[] { "purchases", "members/lookup", "coupons/redeem", "coupons/check" })
        {
            Assert.Equal((HttpStatusCode.UnsupportedMediaType, "request.not_json"), await CodeAsync(till.PostTextAsync(path, "key=value", contentType: "application/x-www-form-urlencoded")));
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "request.too_large"), await CodeAsync(till.PostTextAsync(path, Sale($"\"note\":\"{new string('x', 70_000)}\""))));
        }
        var chunked = new HttpRequestMessage(HttpMethod.Post, "purchases") { Content = new StreamContent(new MemoryStream(new byte[200_000])) };
        chunked.Content.Headers.ContentType = new("application/json");
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Headers.Add("Idempotency-Key", "chunked");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await till.SendAsync(chunked)).Status);
    }

    [Theory]
    [InlineData("purchases/%20")]
    [InlineData("purchases?store=%00&receiptNumber=1")]
    [InlineData("purchases?store=TPE1")]
    [InlineData("purchases?store=' OR 1=1 --&receiptNumber=1")]
    [InlineData("purchases/..%2f..%2fme")]
    [InlineData("products?q=%F0%9F")]
    [InlineData("products?q=%25%25%25%5C")]
    [InlineData("nothing")]
    [InlineData("members/lookup")]
    public async Task Odd_addresses_are_never_an_error_of_ours(string path)
    {
        using var till = await Till.OpenAsync(shared.App);
        var answer = await till.GetAsync(path);
        Assert.InRange((int)answer.Status, 200, 499);
        if ((int)answer.Status >= 400) Assert.NotNull(answer.Code);
    }

    [Fact]
    public async Task The_menu_is_searched_by_name_and_SKU_and_leaves_out_what_is_no_longer_sold()
    {
        using var till = await Till.OpenAsync(shared.App);
        Assert.Equal(["LATTE"], await SkusAsync("拿鐵"));
        Assert.Equal(["CAKE"], await SkusAsync("CAKE"));
        Assert.Empty(await SkusAsync("停售"));
        Assert.Empty(await SkusAsync("%"));
        Assert.Equal(3, (await SkusAsync("")).Count);
        Assert.Equal(["TPE1", "TPE2"], (await till.GetAsync("stores")).At("stores").EnumerateArray().Select(s => s.GetProperty("code").GetString()!));

        async Task<List<string>> SkusAsync(string q) =>
            [.. (await till.GetAsync("products?q=" + Uri.EscapeDataString(q))).At("products").EnumerateArray().Select(p => p.GetProperty("sku").GetString()!)];
    }

    private static string Sale(string extra = "") =>
        $$"""{"store":"TPE1","receiptNumber":"R-1","occurredAt":"2026-03-10T02:00:00Z","payment":"cash","lines":[{{GoodLine}}]{{(extra.Length > 0 ? "," + extra : "")}}}""";

    private static async Task<(HttpStatusCode, string?)> CodeAsync(Task<Answer> sent) => ((await sent).Status, (await sent).Code);

    private Task<int> CountAsync() => shared.App.DbAsync(async db => await db.Purchases.CountAsync() * 1000 + await db.IdempotencyRecords.CountAsync());
}
