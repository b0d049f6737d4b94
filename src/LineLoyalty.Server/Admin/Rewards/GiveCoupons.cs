using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Server.Admin.Membership;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="ProblemChinese">Why the line cannot be given; null when it can.</param>
public sealed record CouponGiveLine(int Number, string Who, long? MemberId, string? Name, string? ProblemChinese, string? ProblemEnglish)
{
    public bool Good => ProblemChinese is null;
}

/// <param name="Refused">Members who got none, with the reason.</param>
public sealed record GivenCoupons(int Given, IReadOnlyList<(string Who, Refusal Why)> Refused);

/// <summary>One kind of coupon for many members from a list: looked at first, given once, however often the form is sent.</summary>
public sealed class GiveCoupons(LoyaltyDb db, BrandTime time, Vault vault, IssueCoupon issue)
{
    public const int MostLines = 5000;
    private const int PerUnit = 50;

    public static readonly Refusal HasProblems = new("coupons.batch_problems", "Correct the lines marked first.", "請先修正有問題的資料列。", 422);

    /// <summary>Each line: card number, mobile number or reference. What stands behind a comma, and a heading, is passed over.</summary>
    public async Task<IReadOnlyList<CouponGiveLine>> ReadAsync(string text, CancellationToken ct)
    {
        List<CouponGiveLine> lines = [];
        HashSet<long> seen = [];
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var who = raw.Trim().TrimStart('\uFEFF').Split([',', '\t', ';'])[0].Trim().Trim('"');
            if (who.Length == 0) continue;
            if (lines.Count >= MostLines)
            {
                lines.Add(new(number, who, null, null, $"一次最多 {MostLines:N0} 筆。", $"At most {MostLines:N0} lines at once."));
                break;
            }
            if (await FindAsync(who, ct) is { } member)
            {
                lines.Add(seen.Add(member.Id) ? new(number, who, member.Id, member.Name, null, null) : new(number, who, member.Id, member.Name, "同一位會員重複。", "The member appears twice."));
            }
            else if (number > 1 || who.Any(char.IsAsciiDigit))
            {
                lines.Add(new(number, who, null, null, "查無此會員。", "There is no such member."));
            }
        }
        return lines;
    }

    public async Task<Outcome<GivenCoupons>> GiveAsync(string kind, string text, string? reason, string? form, long staffId, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(reason, out var why)) return ChangeMember.ReasonRequired;
        if (!Guid.TryParse(form, out var number)) return ChangeMember.FormOutdated;
        var lines = await ReadAsync(text, ct);
        if (lines.Count == 0 || lines.Any(l => !l.Good)) return HasProblems;
        var (given, refused) = (0, new List<(string, Refusal)>());
        foreach (var chunk in lines.Chunk(PerUnit))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            foreach (var line in chunk)
            {
                // Each member has a key of their own: sent again after an interruption, what was given stays given once.
                var outcome = await issue.ExecuteAsync(line.MemberId!.Value, kind, "staff", $"list:{number:N}:{line.MemberId}", ct);
                if (outcome.Refusal is { } refusal) refused.Add((line.Who, refusal));
                else given++;
            }
            await unit.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
        await using var last = await db.BeginWriteAsync(ct);
        db.AuditEntries.Add(new AuditEntry
        {
            At = time.Now, StaffId = staffId, Action = "coupons.given_by_list", Subject = kind,
            Data = JsonSerializer.Serialize(new { given, refused = refused.Count, reason = why }, JsonSerializerOptions.Web),
        });
        await last.CommitAsync(ct);
        return new GivenCoupons(given, refused);
    }

    private async Task<Member?> FindAsync(string who, CancellationToken ct)
    {
        if (who.Length is 0 or > 40) return null;
        var phone = PhoneNumber.TryParse(who, out var canonical) ? PhoneNumber.Index(vault, canonical) : null;
        return await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.ErasedAt == null && (m.Ref == who || m.CardNumber == who || (phone != null && m.PhoneIndex == phone)), ct);
    }
}
