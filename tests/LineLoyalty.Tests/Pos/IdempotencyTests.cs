using System.Net;
using System.Text.Json;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Pos;

public sealed class IdempotencyTests(PosApp shared) : IClassFixture<PosApp>
{
    [Fact]
    public async Task A_repetition_gets_the_same_bytes_and_no_second_effect()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var sale = till.Sale(member);

        var first = await till.PostAsync("purchases", sale, "k1");
        var again = await till.PostAsync("purchases", sale, "k1");

        Assert.Equal((first.Status, first.Body, first.ContentType), (again.Status, again.Body, again.ContentType));
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(10, (await till.ReadAsync(member)).PointsBalance);

        var refund = till.Refund();
        var path = $"purchases/{first.Text("purchase.id")}/refunds";
        var back = await till.PostAsync(path, refund, "k1"); // another operation: the same key is independent
        Assert.Equal(HttpStatusCode.Created, back.Status);
        Assert.Equal(back.Body, (await till.PostAsync(path, refund, "k1")).Body);
    }

    [Fact]
    public async Task A_refusal_stays_the_answer_even_when_it_would_succeed_now()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var sale = till.Sale(member);
        sale["pointsRedeemed"] = 5;
        sale["spendCode"] = till.Mint(LineLoyalty.Membership.CodePurpose.Spend, member.Id);

        var refused = await till.PostAsync("purchases", sale, "poor");
        Assert.Equal("points.insufficient", refused.Code);
        await till.SellForAsync(member, 1000);
        var again = await till.PostAsync("purchases", sale, "poor");

        Assert.Equal((refused.Status, refused.Body), (again.Status, again.Body));
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(HttpStatusCode.Created, (await till.PostAsync("purchases", sale, "rich")).Status);
    }

    [Fact]
    public async Task A_key_used_for_another_request_is_refused()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var sale = till.Sale(member);
        var first = await till.PostAsync("purchases", sale, "reuse");
        foreach (var (field, value) in new (string, object)[] { ("receiptNumber", Till.NewReceipt()), ("store", "TPE2"), ("note", "x"), ("payment", "card") })
        {
            var changed = new Dictionary<string, object?>(sale) { [field] = value };
            var answer = await till.PostAsync("purchases", changed, "reuse");
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency.key_reused"), (answer.Status, answer.Code));
        }
        Assert.Equal(first.Body, (await till.PostAsync("purchases", sale, "reuse")).Body);
    }

    [Fact]
    public async Task Another_tills_same_key_is_another_key()
    {
        using var till = await Till.OpenAsync(shared.App);
        using var other = await Till.OpenAsync(shared.App);
        Assert.Equal(HttpStatusCode.Created, (await till.PostAsync("purchases", till.Sale(null), "shared")).Status);
        Assert.Equal(HttpStatusCode.Created, (await other.PostAsync("purchases", till.Sale(null), "shared")).Status);
    }

    [Theory]
    [InlineData(null, "idempotency.key_required")]
    [InlineData("", "idempotency.key_required")]
    [InlineData("two\twords", "idempotency.key_invalid")]
    public async Task A_call_that_changes_value_needs_a_key(string? key, string code)
    {
        using var till = await Till.OpenAsync(shared.App);
        foreach (var path in new[] { "purchases", "purchases/x/refunds", "coupons/redeem" })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
            if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            Assert.Equal(code, (await till.SendAsync(request)).Code);
        }
        Assert.Equal("idempotency.key_invalid", (await till.PostAsync("purchases", "{}", new string('k', 101))).Code);
    }

    [Fact]
    public async Task A_request_that_was_not_understood_does_not_use_up_its_key()
    {
        using var till = await Till.OpenAsync(shared.App);
        Assert.Equal(HttpStatusCode.BadRequest, (await till.PostAsync("purchases", "{", "typo")).Status);
        Assert.Equal(HttpStatusCode.Created, (await till.PostAsync("purchases", till.Sale(null), "typo")).Status);
    }

    /// <summary>Each command sent eight times at once over several connections: one effect, and everybody gets that one answer.</summary>
    [Fact]
    public async Task Copies_that_arrive_together_have_one_effect_and_one_answer()
    {
        using var till = await Till.OpenAsync(shared.App);
        for (var round = 0; round < 5; round++)
        {
            var member = await till.NewMemberAsync();
            var body = JsonSerializer.Serialize(till.Sale(member), JsonSerializerOptions.Web);
            var key = $"burst-{round}";
            Answer[] answers = [];
            await WriteLock.AmplifyAsync(shared.App, async () => answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => till.PostAsync("purchases", body, key))));

            Assert.All(answers, a => Assert.Equal((HttpStatusCode.Created, answers[0].Body), (a.Status, a.Body)));
            Assert.Equal(1, answers.Count(a => !a.Headers.Contains("Idempotent-Replayed")));
            Assert.Equal(10, (await till.ReadAsync(member)).PointsBalance);
        }
    }

    [Fact]
    public async Task Copies_of_a_wrong_code_that_arrive_together_are_one_wrong_try()
    {
        using var till = await Till.OpenAsync(shared.App);
        var sale = till.Sale(await till.NewMemberAsync());
        (sale["pointsRedeemed"], sale["spendCode"]) = (5, "no code of ours");
        var body = JsonSerializer.Serialize(sale, JsonSerializerOptions.Web);
        Answer[] answers = [];
        await WriteLock.AmplifyAsync(shared.App, async () => answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => till.PostAsync("purchases", body, "wrong"))));

        Assert.All(answers, a => Assert.Equal("code.invalid", a.Code));
        var counter = "pos:" + await shared.App.DbAsync(db => db.IdempotencyRecords.Where(r => r.Key == "wrong").Select(r => r.PosKeyId).SingleAsync());
        // A try is counted behind its answer: by the time another one is, those of the copies would be.
        sale["spendCode"] = "another";
        await till.PostAsync("purchases", sale, "wrong again");
        var counted = await TestApp.EventuallyAsync(
            () => shared.App.DbAsync(db => db.AttemptCounters.AsNoTracking().SingleOrDefaultAsync(c => c.Key == counter && c.Count >= 2)), "both tries counted");
        Assert.Equal(2, counted.Count);
    }

    /// <summary>A vendor that makes a new key for each retry is stopped by the receipt number.</summary>
    [Fact]
    public async Task Copies_with_different_keys_are_caught_by_their_receipt_number()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var body = JsonSerializer.Serialize(till.Sale(member), JsonSerializerOptions.Web);
        Answer[] answers = [];
        await WriteLock.AmplifyAsync(shared.App, async () => answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => till.PostAsync("purchases", body))));

        var won = Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a != won), a => Assert.Equal(("purchase.duplicate_receipt", won.Text("purchase.id")), (a.Code, a.Text("existing.id"))));
        Assert.Equal(10, (await till.ReadAsync(member)).PointsBalance);
    }

    [Fact]
    public async Task The_answer_is_kept_in_the_transaction_of_its_effect()
    {
        using var till = await Till.OpenAsync(shared.App);
        var sold = await till.PostAsync("purchases", till.Sale(null), "kept");
        var record = await shared.App.DbAsync(db => db.IdempotencyRecords.AsNoTracking().OrderByDescending(r => r.Id).FirstAsync(r => r.Key == "kept"));
        Assert.Equal((201, sold.Body, "purchase"), (record.Status, record.Body, record.Operation));
    }
}

public sealed class IdempotencyTimeTests
{
    [Fact]
    public async Task A_key_is_remembered_as_long_as_the_ledger()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(365));
        var sale = till.Sale(null);
        var first = await till.PostAsync("purchases", sale, "old");
        app.Clock.Advance(TimeSpan.FromDays(360));
        Assert.Equal((first.Status, first.Body), ((await till.PostAsync("purchases", sale, "old")).Status, (await till.PostAsync("purchases", sale, "old")).Body));
    }
}
