using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Tests.Pos;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

public sealed class IdentifyMemberTests(PosApp shared) : IClassFixture<PosApp>
{
    [Fact]
    public async Task A_member_is_found_by_code_barcode_card_and_phone_and_shown_masked()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync("王大明", "+886987654321");
        await till.SellForAsync(member, 1234);
        await till.GiveAsync(member, "welcome");
        var codes = await shared.App.InScopeAsync(s => s.Get<MintCardCodes>().ExecuteAsync(member.Id, default));
        foreach (var (key, by) in new[]
        {
            (codes[0].Identify, "code"), (codes[0].Barcode!, "barcode"), (member.CardNumber, "cardNumber"),
            ("0987-654-321", "phone"), (till.Mint(CodePurpose.Spend, member.Id), "spendCode"),
        })
        {
            var found = await till.PostAsync("members/lookup", new { key });
            Assert.Equal((HttpStatusCode.OK, by), (found.Status, found.Text("identifiedBy")));
            Assert.Equal((member.Ref, "王○明", "0987•••321", "regular", 120, 120),
                (found.Text("member.ref"), found.Text("member.name"), found.Text("member.phoneMasked"), found.Text("member.tier.code"),
                    found.Number("member.points"), found.Number("member.pointsValue")));
            Assert.Equal(("新朋友見面禮 NT$50", 100), (found.Text("member.coupons.0.title"), found.Number("member.coupons.0.minimumSpend")));
            Assert.DoesNotContain("王大明", found.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("987654321", found.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_code_identifies_once_per_key_and_a_spend_code_can_still_spend()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        var code = till.Mint(CodePurpose.Spend, member.Id);
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("members/lookup", new { key = code })).Status);
        Assert.Equal("code.already_used", (await till.PostAsync("members/lookup", new { key = code })).Code);
        var sale = till.Sale(member);
        sale["pointsRedeemed"] = 10;
        sale["spendCode"] = code;
        Assert.Equal(HttpStatusCode.Created, (await till.PostAsync("purchases", sale)).Status);
    }

    [Theory]
    [InlineData("0900000000")]
    [InlineData("1234567890123456")]
    [InlineData("0123456789012345")]
    [InlineData("王小明")]
    [InlineData("' OR 1=1 --")]
    public async Task Nobody_is_found_by_what_is_nobodys(string key)
    {
        using var till = await Till.OpenAsync(shared.App);
        var answer = await till.PostAsync("members/lookup", new { key });
        Assert.Equal((HttpStatusCode.NotFound, "member.not_found"), (answer.Status, answer.Code));
    }
}
