using System.Text.Json;
using LineLoyalty.Tests.TestHost;
using Xunit;

namespace LineLoyalty.Tests.Pos;

public sealed class OpenApiTests(PosApp shared) : IClassFixture<PosApp>
{
    private static string Committed => Path.Combine(TestApp.RepositoryRoot(), "docs", "openapi", "pos.json");

    /// <summary>Vendors read the committed copy: a change of the API is a change of that file, seen in review. LOYALTY_WRITE_OPENAPI=1 writes it.</summary>
    [Fact]
    public async Task The_committed_description_is_what_the_server_says()
    {
        var served = (await shared.App.Http.GetStringAsync("/openapi/pos.json", TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("LOYALTY_WRITE_OPENAPI") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Committed)!);
            await File.WriteAllTextAsync(Committed, served, TestContext.Current.CancellationToken);
        }
        Assert.Equal(await File.ReadAllTextAsync(Committed, TestContext.Current.CancellationToken), served);
    }

    [Fact]
    public async Task Every_call_is_described_with_its_refusals()
    {
        var document = JsonSerializer.Deserialize<JsonElement>(await shared.App.Http.GetStringAsync("/openapi/pos.json", TestContext.Current.CancellationToken));
        var paths = document.GetProperty("paths");
        Assert.Equal(
            ["/api/pos/v1/adjustments/rules", "/api/pos/v1/adjustments/{id}", "/api/pos/v1/coupons/check", "/api/pos/v1/coupons/claim", "/api/pos/v1/coupons/holds/{hold}/cancel", "/api/pos/v1/coupons/holds/{hold}/commit",
                "/api/pos/v1/coupons/redeem", "/api/pos/v1/coupons/refund", "/api/pos/v1/coupons/refund/quote", "/api/pos/v1/coupons/reserve", "/api/pos/v1/me", "/api/pos/v1/members/lookup", "/api/pos/v1/members/{id}/events", "/api/pos/v1/members/{id}/points", "/api/pos/v1/members/{id}/rewards", "/api/pos/v1/members/{id}/stamps", "/api/pos/v1/products",
                "/api/pos/v1/purchases", "/api/pos/v1/purchases/batch", "/api/pos/v1/purchases/batch/{conflict}", "/api/pos/v1/purchases/quote", "/api/pos/v1/purchases/{id}", "/api/pos/v1/purchases/{id}/refunds", "/api/pos/v1/rewards/{code}/redeem", "/api/pos/v1/stores"],
            paths.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        foreach (var call in paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()))
        {
            Assert.True(call.Value.TryGetProperty("summary", out _) && call.Value.TryGetProperty("operationId", out _));
            Assert.True(call.Value.GetProperty("responses").TryGetProperty("401", out _));
        }
        var sale = paths.GetProperty("/api/pos/v1/purchases").GetProperty("post");
        Assert.Contains(sale.GetProperty("parameters").EnumerateArray(), p => p.GetProperty("name").GetString() == "Idempotency-Key" && p.GetProperty("required").GetBoolean());
    }
}
