using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="What">In words.</param>
/// <param name="Content">What it holds; of codes, only how many.</param>
public sealed record GrantRow(GrantRequest Request, string What, GrantContent Content, string? AskedBy, string? DecidedBy);

/// <summary>What was asked for above the limit, and what became of it.</summary>
public sealed partial class ApprovalsModel(LoyaltyDb db, BrandTime time, ApproveGrant approve, DecideGrant decide) : AdminPage
{
    private const int Size = 100;

    public IReadOnlyList<GrantRow> Waiting { get; private set; } = [];
    public IReadOnlyList<GrantRow> Decided { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var requests = await db.GrantRequests.AsNoTracking().Where(r => r.State == GrantState.Waiting).OrderByDescending(r => r.Id).Take(Size)
            .Union(db.GrantRequests.AsNoTracking().Where(r => r.State != GrantState.Waiting && r.State != GrantState.Within).OrderByDescending(r => r.Id).Take(Size)).ToListAsync(ct);
        var staff = await db.StaffAccounts.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.DisplayName, ct);
        var contents = requests.ToDictionary(r => r.Id, approve.Open);
        var subjects = requests.SelectMany(r => new[] { r.Subject, CouponOf(r, contents[r.Id]) }).OfType<string>().Distinct().ToList();
        var coupons = await db.CouponDefinitions.Where(d => subjects.Contains(d.Code)).ToDictionaryAsync(d => d.Code, d => W.IsEnglish && d.TitleEn != "" ? d.TitleEn : d.Title, ct);
        var members = await db.Members.Where(m => subjects.Contains(m.Ref)).ToDictionaryAsync(m => m.Ref, m => m.Name, ct);
        var rows = requests.OrderByDescending(r => r.Id).Select(r =>
        {
            var content = contents[r.Id];
            return new GrantRow(r, What(r, content, r.Subject is { } s ? members.GetValueOrDefault(s) ?? s : "", CouponOf(r, content) is { } c ? coupons.GetValueOrDefault(c) ?? c : ""), content,
                staff.GetValueOrDefault(r.RequestedBy), r.DecidedBy is { } by ? staff.GetValueOrDefault(by) : null);
        }).ToList();
        Waiting = rows.FindAll(r => r.Request.State == GrantState.Waiting && EndOf(r.Request) > time.Now);
        Decided = rows.FindAll(r => r.Request.State != GrantState.Waiting || EndOf(r.Request) <= time.Now);
    }

    public async Task<IActionResult> OnPostApproveAsync(long id, CancellationToken ct)
    {
        if (await decide.ApproveAsync(id, Me.Id, ct) is { } refusal) Problem(refusal);
        else Notice("已核准並發放。", "Approved and given.");
        return Redirect("/admin/approvals");
    }

    public async Task<IActionResult> OnPostEndAsync(long id, CancellationToken ct)
    {
        if (await approve.EndAsync(id, Me.Id, ct) is { } refusal) Problem(refusal);
        else Notice("申請已結束，沒有發放。", "The request is over; nothing was given.");
        return Redirect("/admin/approvals");
    }

    public async Task<IActionResult> OnPostGoOnAsync(long id, CancellationToken ct)
    {
        if (await decide.GoOnAsync(id, ct) is { } refusal) Problem(refusal);
        else Notice("已全部發放。", "All of it is given.");
        return Redirect("/admin/approvals");
    }

    /// <summary>The lines, mobile numbers as the member page shows them.</summary>
    public static string Masked(string? list) => Mobile().Replace(list ?? "", "$1•••$2");

    [GeneratedRegex(@"(?<!\d)(09\d\d)[ -]?\d{3}[ -]?(\d{3})(?!\d)")]
    private static partial Regex Mobile();

    public DateTime EndOf(GrantRequest request) => approve.EndOf(request);

    public string State(GrantRequest r) => r.State switch
    {
        GrantState.Approved => r.DoneAt is null ? W["已核准，發放中斷", "approved, interrupted"] : W["已核准", "approved"],
        GrantState.Typed => W["沒有其他同事可核准，輸入數量後發放", "nobody else was there; given after the number was typed"],
        GrantState.Ended => r.DecidedBy == r.RequestedBy ? W["已取消", "taken back"] : W["已退回", "turned down"],
        _ => W["逾期未核准", "not approved in time"],
    };

    private static string? CouponOf(GrantRequest r, GrantContent content) => r.Kind switch
    {
        GrantKind.PointsFile or GrantKind.PointsOfMember => null,
        GrantKind.CouponOfMember => content.Name,
        _ => r.Subject,
    };

    private string What(GrantRequest r, GrantContent content, string member, string coupon) => r.Kind switch
    {
        GrantKind.PointsFile => W[$"批次發點給 {r.Count:N0} 位會員", $"Points for {r.Count:N0} members"],
        GrantKind.PointsOfMember => W[$"調整「{member}」{r.Count:+#,0;-#,0} 點", $"{r.Count:+#,0;-#,0} points for {member}"],
        GrantKind.CouponOfMember => W[$"「{coupon}」發給「{member}」", $"“{coupon}” for {member}"],
        GrantKind.CouponList => W[$"「{coupon}」發給 {r.Count:N0} 位會員", $"“{coupon}” for {r.Count:N0} members"],
        GrantKind.PromoWord => W[$"「{coupon}」優惠代碼 {content.Name}，{(content.Number is null ? "不限總張數" : $"共 {r.Count:N0} 張")}，每人 {content.PerMember} 次，到 {content.Until:yyyy/MM/dd}",
            $"Word {content.Name} for “{coupon}”, {(content.Number is null ? "any number" : $"{r.Count:N0} in all")}, {content.PerMember} per member, until {content.Until:yyyy-MM-dd}"],
        GrantKind.MadeCodes => W[$"「{coupon}」產生序號 {r.Count:N0} 組：{content.Name}", $"{r.Count:N0} codes for “{coupon}”: {content.Name}"],
        _ => W[$"「{coupon}」匯入序號 {r.Count:N0} 組：{content.Name}", $"{r.Count:N0} imported codes for “{coupon}”: {content.Name}"],
    };
}
