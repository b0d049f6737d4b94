using LineLoyalty.Data;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Staff;

public sealed record AuditRow(AuditEntry Entry, string? By);

/// <summary>Who did what; rows are written with the change itself and never altered.</summary>
public sealed class AuditModel(LoyaltyDb db) : AdminPage
{
    private const int Size = 50;

    [BindProperty(SupportsGet = true)] public long? Before { get; set; }
    [BindProperty(SupportsGet = true)] public long? By { get; set; }

    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];
    public long? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (By is { } by) entries = entries.Where(a => a.StaffId == by);
        if (Before is { } before) entries = entries.Where(a => a.Id < before);
        var rows = await entries.OrderByDescending(a => a.Id).Take(Size + 1)
            .Select(a => new AuditRow(a, db.StaffAccounts.Where(s => s.Id == a.StaffId).Select(s => s.DisplayName).FirstOrDefault())).ToListAsync(ct);
        Next = rows.Count > Size ? rows[Size - 1].Entry.Id : null;
        Rows = [.. rows.Take(Size)];
    }

    public string Action(string action) => action switch
    {
        "staff.signed_in" => W["登入", "signed in"],
        "staff.locked" => W["登入失敗過多，帳號鎖定", "locked after failed sign-ins"],
        "staff.invited" => W["產生邀請連結", "made an invitation"],
        "staff.joined" => W["建立帳號", "account created"],
        "staff.disabled" => W["停用人員", "disabled an account"],
        "staff.password_changed" => W["變更密碼", "changed the password"],
        "staff.test_account_paired" => W["設定推播測試帳號", "paired a test account"],
        "pos_key.created" => W["建立 POS 金鑰", "made a POS key"],
        "pos_key.revoked" => W["撤銷 POS 金鑰", "revoked a POS key"],
        "member.unmasked" => W["查看完整個資", "saw personal data in full"],
        "member.searched_by_phone" => W["以手機查詢會員", "searched by phone"],
        "member.email_changed" => W["修改會員電子郵件", "changed a member’s e-mail address"],
        "member.tag_added" => W["貼標籤", "tagged a member"],
        "member.tag_removed" => W["移除標籤", "removed a tag"],
        "line_coupon.created" => W["建立 LINE 優惠券", "made a LINE coupon"],
        "line_coupon.closed" => W["結束 LINE 優惠券", "closed a LINE coupon"],
        "coupon.given" => W["送出優惠券", "gave a coupon"],
        "coupon.withdrawn" => W["收回會員的優惠券", "withdrew a coupon"],
        "coupons.given_by_list" => W["用名單發優惠券", "gave coupons by a list"],
        "coupons.list_withdrawn" => W["收回名單發出的優惠券", "withdrew a list's coupons"],
        "member.tier_set" => W["設定會員等級", "set a member's tier"],
        "gift.created" => W["新增自動贈禮", "began a gift"],
        "gift.changed" => W["修改自動贈禮", "changed a gift"],
        "gift.paused" => W["暫停自動贈禮", "paused a gift"],
        "gift.resumed" => W["恢復自動贈禮", "resumed a gift"],
        "journey.created" => W["新增旅程", "made a journey"],
        "journey.changed" => W["修改旅程草稿", "changed a journey's draft"],
        "journey.published" => W["發布旅程", "published a journey"],
        "journey.on" => W["開啟旅程", "switched a journey on"],
        "journey.off" => W["關閉旅程", "switched a journey off"],
        "journey.archived" => W["封存旅程", "archived a journey"],
        "segment.created" => W["新增分眾", "made a segment"],
        "segment.changed" => W["修改分眾", "changed a segment"],
        "segment.archived" => W["封存分眾", "archived a segment"],
        "scores.changed" => W["修改 RFM 設定", "changed how RFM is scored"],
        "tag_rule.created" => W["新增自動標籤", "made a tag rule"],
        "tag_rule.changed" => W["修改自動標籤", "changed a tag rule"],
        "tag_rule.deleted" => W["刪除自動標籤", "deleted a tag rule"],
        "tag.removed_by_list" => W["用名單移除標籤", "took a tag off by a list"],
        "tag.removed_from_all" => W["移除所有會員的標籤", "took a tag off everybody"],
        "source.created" => W["新增加入來源", "made a source"],
        "source.changed" => W["修改加入來源", "changed a source"],
        "referral.changed" => W["修改推薦活動", "changed the referral programme"],
        "referral.released" => W["確認推薦無異常", "found a referral in order"],
        "referral.refused" => W["不發送推薦禮", "refused a referral"],
        "store.created" => W["新增門市", "made a store"],
        "store.changed" => W["修改門市", "changed a store"],
        "tag.imported" => W["用名單貼標籤", "tagged by a list"],
        "tier.created" => W["新增等級", "made a tier"],
        "tier.changed" => W["修改等級", "changed a tier"],
        "reward.created" => W["新增兌換商品", "made a reward"],
        "reward.changed" => W["修改兌換商品", "changed a reward"],
        "reward.settings_changed" => W["修改兌換設定", "changed the catalogue's settings"],
        "stamps.added" => W["手動補集點卡點數", "added stamps by hand"],
        "stamps.added_at_till" => W["在收銀補集點卡點數", "added stamps by hand at a till"],
        "mission.changed" => W["新增或修改任務", "made or changed a mission"],
        "mission.given" => W["指派任務給會員", "gave a mission to a member"],
        "mission.made_up" => W["補發任務獎勵", "gave a mission’s missed rewards"],
        "stamp_card.changed" => W["新增或修改集點卡", "made or changed a stamp card"],
        "draw.created" => W["新增抽獎", "made a draw"],
        "draw.changed" => W["修改抽獎", "changed a draw"],
        "draw.opened" => W["開放抽獎", "opened a draw"],
        "draw.drawn" => W["手動開獎", "drew by hand"],
        "coupon_kind.created" => W["新增優惠券", "made a coupon kind"],
        "coupon_kind.changed" => W["修改優惠券", "changed a coupon kind"],
        "announcements.changed" => W["修改聊天通知預設", "changed what the chat tells"],
        "store.check_in_replaced" => W["更換門市打卡碼", "replaced a store's check-in code"],
        "campaign.scheduled" => W["確認推播", "confirmed a push"],
        "campaign.requested" => W["推播送審", "asked for approval of a push"],
        "campaign.approved" => W["核准推播", "approved a push"],
        "campaign.released" => W["繼續發送逾時的推播", "let a held push go out"],
        "campaign.export_asked" => W["申請匯出推播名單", "asked for a push's list"],
        "campaign.export_released" => W["放行匯出推播名單", "let a push's list out"],
        "campaign.export_ended" => W["取消匯出推播名單的申請", "ended a request for a push's list"],
        "campaign.exported" => W["匯出推播名單", "took out a push's list"],
        "grant.requested" => W["發放點數或優惠券送審", "asked for approval of a grant"],
        "grant.approved" => W["核准發放點數或優惠券", "approved a grant"],
        "grant.ended" => W["退回或取消發放申請", "ended a request for a grant"],
        "sending_rules.changed" => W["修改傳送規則", "changed the sending rules"],
        "line_plan.changed" => W["修改 LINE 方案與價格", "changed LINE's plans and prices"],
        "campaign.stopped" => W["停止推播", "stopped a push"],
        "campaign.withdrawn" => W["取消推播排程", "took a push back"],
        "points.adjusted_at_till" => W["在收銀台調整點數", "changed points at the till"],
        "points.adjust_asked" => W["申請調整點數", "asked to change points"],
        "points.adjust_approved" => W["核可點數調整", "approved a change of points"],
        "points.adjust_rejected" => W["退回點數調整", "turned down a change of points"],
        "voucher.refunded" => W["付費券退費", "refunded a voucher"],
        "late.accepted" => W["處理離線異常並入帳", "recorded a late sale"],
        "late.dismissed" => W["略過離線異常", "put a late sale aside"],
        "menu.created" => W["新增圖文選單", "made a rich menu"],
        "menu.changed" => W["修改圖文選單草稿", "changed a rich menu's draft"],
        "menu.published" => W["發布圖文選單", "published a rich menu"],
        "menu.taken_down" => W["下架圖文選單", "took a rich menu down"],
        "menu.moved" => W["調整圖文選單順序", "moved a rich menu"],
        "menu.deleted" => W["刪除圖文選單", "deleted a rich menu"],
        _ => action,
    };
}
