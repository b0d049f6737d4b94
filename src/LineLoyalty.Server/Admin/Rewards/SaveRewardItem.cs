using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Pictures;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>Makes or changes something of the catalogue. What was redeemed before stays as it was.</summary>
public sealed partial class SaveRewardItem(LoyaltyDb db, BrandTime time, KeepPicture pictures)
{
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(RewardItemForm form, string? existingCode, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var item = existingCode is null ? Draft(form) : await db.RewardItems.SingleAsync(i => i.Code == existingCode, ct);
        form.Write(item, time);
        var problems = await ProblemsAsync(item, existingCode is null, ct);
        if (problems.Count > 0) return problems;
        if (!await pictures.ChooseAsync(item.ImageUrl, ct)) return [new("ImageUrl", KeepPicture.Gone.Chinese, KeepPicture.Gone.English)];
        if (existingCode is null) db.RewardItems.Add(item);
        else item.Revision++;
        // How many are gone is counted by members' redemptions, never by this form.
        if (existingCode is not null) db.Entry(item).Property(i => i.Taken).IsModified = false;
        db.AuditEntries.Add(new AuditEntry
        {
            At = time.Now, StaffId = staffId, Action = existingCode is null ? "reward.created" : "reward.changed", Subject = item.Code,
            Data = JsonSerializer.Serialize(
                new { item.Points, gives = JsonDocument.Parse(item.Gives.ToJson()).RootElement, item.Stock, item.PerMember, item.PerMemberMonth, item.MinimumTier, item.ValidFrom, item.ValidUntil, item.Active },
                JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return [];
    }

    /// <summary>The form as an item that is stored nowhere.</summary>
    public RewardItem Draft(RewardItemForm form)
    {
        var draft = new RewardItem { Code = form.Code?.Trim() ?? "", Name = "", Points = 0, Gives = new CouponPrize(""), CreatedAt = time.Now };
        form.Write(draft, time);
        return draft;
    }

    public async Task<List<FormProblem>> ProblemsAsync(RewardItem i, bool isNew, CancellationToken ct)
    {
        var found = new List<FormProblem>();
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (isNew && !Codes().IsMatch(i.Code)) Wrong("Code", "代碼請用 2–30 個小寫英數字、連字號或底線。", "Use 2 to 30 lower-case letters, digits, hyphens or underscores.");
        else if (isNew && await db.RewardItems.AnyAsync(x => x.Code == i.Code, ct)) Wrong("Code", "這個代碼已經使用過。", "This code is taken.");
        if (i.Name.Length is 0 or > 60) Wrong("Name", "請填寫名稱，最多 60 字。", "Give a name of at most 60 characters.");
        if (i.NameEn.Length > 60) Wrong("NameEn", "英文名稱最多 60 字。", "At most 60 characters.");
        if (i.Description.Length > 1000) Wrong("Description", "最多 1,000 字。", "At most 1,000 characters.");
        if (i.DescriptionEn.Length > 1000) Wrong("DescriptionEn", "最多 1,000 字。", "At most 1,000 characters.");
        if (!PicturePath.IsShowable(i.ImageUrl)) Wrong("ImageUrl", "請上傳圖片，或填寫 https:// 開頭的網址。", "Upload a picture, or give an address that starts with https://.");
        if (i.Points is < 1 or > 100_000_000) Wrong("Points", "點數請填 1–100,000,000。", "Give 1 to 100,000,000 points.");
        if (!await GivesSomethingAsync(i.Gives, ct)) Wrong("Gives", "請選擇兌換後得到什麼。", "Choose what one gets.");
        if (i.Stock is < 0 or > 100_000_000) Wrong("Stock", "數量請填 0 以上。", "Give 0 or more.");
        else if (i.Left < 0) Wrong("Stock", $"已兌換 {i.Taken} 份，總數不能更低。", $"{i.Taken} are gone already.");
        if (i.PerMember is < 1 or > 10_000) Wrong("PerMember", "請填 1–10,000，或留空不限。", "Give 1 to 10,000, or nothing.");
        if (i.PerMemberMonth is < 1 or > 10_000) Wrong("PerMemberMonth", "請填 1–10,000，或留空不限。", "Give 1 to 10,000, or nothing.");
        if (i.MinimumTier is not null && !await db.Tiers.AnyAsync(t => t.Code == i.MinimumTier, ct)) Wrong("MinimumTier", "查無這個等級。", "There is no such level.");
        if (i.ValidUntil <= i.ValidFrom) Wrong("Until", "結束時間要在開始之後。", "It ends before it begins.");
        return found;
    }

    private Task<bool> GivesSomethingAsync(Prize gives, CancellationToken ct) => gives switch
    {
        CouponPrize coupon => db.CouponDefinitions.AnyAsync(d => d.Code == coupon.Coupon && d.Active && d.Kind != CouponKind.Bundle, ct),
        EntryPrize entry => db.Draws.AnyAsync(d => d.Code == entry.Draw && (d.State == DrawState.Draft || d.State == DrawState.Open), ct),
        _ => Task.FromResult(false),
    };

    [GeneratedRegex("^(?!(edit|settings)$)[a-z0-9][a-z0-9_-]{1,29}$")]
    private static partial Regex Codes();
}
