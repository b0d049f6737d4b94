using System.Globalization;
using System.Text;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>A push's people as a CSV file: masked names, what became of each message, who pressed and who bought. Written as it is read, page by page.</summary>
public sealed class ExportPush(LoyaltyDb db, BrandTime time, LetListOut letOut)
{
    private const int PageSize = 1000;

    /// <summary>Notes who takes it out. A long list needs somebody else's yes.</summary>
    public async Task<Outcome<int>> BeginAsync(Campaign push, int? typed, StaffAccount me, CancellationToken ct)
    {
        if (!(await letOut.MayTakeAsync(push.Id, typed, me.Id, ct)).Succeeded(out var people, out var refusal)) return refusal;
        await using var unit = await db.BeginWriteAsync(ct);
        db.AuditEntries.Add(new AuditEntry
        {
            At = time.Now, StaffId = me.Id, Action = "campaign.exported", Subject = push.Id.ToString(CultureInfo.InvariantCulture),
            Data = JsonSerializer.Serialize(new { people }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return people;
    }

    public async Task WriteAsync(Campaign push, Stream to, Words w, CancellationToken ct)
    {
        await using var file = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await file.WriteLineAsync(Line([w["會員代號", "Member"], w["姓名", "Name"], w["版本", "Version"], w["結果", "Result"], w["原因", "Reason"], w["時間", "Time"], w["點擊", "Clicked"], w["期間消費", "Spent"], w["期間消費筆數", "Purchases"], w["已使用的券", "Coupons used"]]));
        var (from, end) = (push.StartedAt ?? time.Now, (push.StartedAt ?? time.Now).AddDays(CampaignExperiment.Parse(push.Experiment).AttributionDays));
        var given = string.Create(CultureInfo.InvariantCulture, $"campaign:{push.Id}:");
        for (var after = 0L; ;)
        {
            var page = await (
                from r in db.CampaignRecipients.AsNoTracking()
                where r.CampaignId == push.Id && r.MemberId > after
                join m in db.Members on r.MemberId equals m.Id
                orderby r.MemberId
                select new { r.MemberId, m.Ref, m.Name, r.Variant, r.Reason }).Take(PageSize).ToListAsync(ct);
            if (page.Count == 0) return;
            var ids = page.ConvertAll(p => (long?)p.MemberId);
            var sent = (await db.DeliveryRecipients.Where(d => d.Delivery.CampaignId == push.Id && ids.Contains(d.MemberId)).Select(d => new { d.MemberId, d.State, d.Reason, d.Delivery.FinishedAt }).ToListAsync(ct)).ToLookup(d => d.MemberId);
            var clicked = (await db.CampaignClicks.Where(c => c.CampaignId == push.Id && ids.Contains(c.MemberId)).Select(c => c.MemberId).ToListAsync(ct)).ToHashSet();
            var spent = await db.Purchases.Where(p => ids.Contains(p.MemberId) && p.OccurredAt >= from && p.OccurredAt < end && !p.WhollyReturned).GroupBy(p => p.MemberId)
                .Select(g => new { g.Key, Sum = g.Sum(p => p.Paid - p.Refunded - p.VouchersRefunded), Count = g.Count() }).ToDictionaryAsync(g => g.Key!.Value, g => g, ct);
            var used = await db.Coupons.Where(c => ids.Contains(c.MemberId) && c.RedeemedAt != null && c.IssueKey != null && c.IssueKey.StartsWith(given)).GroupBy(c => c.MemberId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            foreach (var p in page)
            {
                var d = sent[p.MemberId].FirstOrDefault();
                var result = p.Reason is not null ? w["未發送", "Not sent"] : d is null ? w["等待發送", "Waiting"] : PushWords.Recipient(d.State, w);
                await file.WriteLineAsync(Line([
                    p.Ref, Masked(p.Name), p.Variant is { } v ? ((char)('A' + v)).ToString() : "", result, PushWords.Reason(p.Reason ?? d?.Reason, w),
                    d?.FinishedAt is { } at ? time.Local(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "", clicked.Contains(p.MemberId) ? "1" : "0",
                    (spent.GetValueOrDefault(p.MemberId)?.Sum ?? 0).ToString(CultureInfo.InvariantCulture), (spent.GetValueOrDefault(p.MemberId)?.Count ?? 0).ToString(CultureInfo.InvariantCulture),
                    used.GetValueOrDefault(p.MemberId).ToString(CultureInfo.InvariantCulture)]));
            }
            after = page[^1].MemberId;
        }
    }

    /// <summary>王小明 → 王◯◯: enough to recognise, not to look up.</summary>
    private static string Masked(string name)
    {
        var letters = StringInfo.ParseCombiningCharacters(name);
        return letters.Length <= 1 ? name : name[..letters[1]] + string.Concat(Enumerable.Repeat("◯", Math.Min(letters.Length - 1, 5)));
    }

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Field));

    // A name that a spreadsheet would take for a formula is kept a text.
    private static string Field(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
