using LineLoyalty.Membership;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tests.Rewards.Catalogue;

/// <summary>Items in a test's catalogue.</summary>
internal static class Shelf
{
    public static Task<RewardItem> PutAsync(TestApp app, string code, long points, Action<RewardItem>? also = null, Prize? gives = null) => app.DbAsync(async db =>
    {
        var item = new RewardItem { Code = code, Name = "商品 " + code, NameEn = "Item " + code, Points = points, Gives = gives ?? new CouponPrize("welcome"), CreatedAt = app.Clock.Now };
        also?.Invoke(item);
        db.RewardItems.Add(item);
        await db.SaveChangesAsync();
        return item;
    });

    /// <summary>A member with a page of their own.</summary>
    public static async Task<(LiffPage Page, Member Member)> MemberAsync(TestApp app, string phone)
    {
        var (page, state) = await LiffPage.JoinedAsync(app, phone);
        var card = state.GetProperty("card").GetProperty("cardNumber").GetString();
        return (page, await app.DbAsync(db => db.Members.AsNoTracking().SingleAsync(m => m.CardNumber == card)));
    }

    public static Task<HttpResponseMessage> RedeemAsync(this LiffPage page, string code, long points, Guid? key = null) =>
        page.PostAsync($"rewards/{code}/redeem", new { key = key ?? Guid.NewGuid(), points });
}
