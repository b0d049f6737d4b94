using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
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

/// <param name="Number">Of the form it was sent with.</param>
/// <param name="TakenBack">Null while nobody has withdrawn it.</param>
public sealed record CouponList(string Number, DateTime At, string? By, string? Reason, int Given, int? TakenBack);

/// <param name="Taken">Out of their wallets.</param>
/// <param name="Kept">Used, given to a friend, lapsed, withdrawn before or just held by a till.</param>
public sealed record WithdrawnCoupons(int Taken, int Kept);

/// <summary>One kind of coupon for many members from a list: looked at first, given once, however often the form is sent.</summary>
public sealed class GiveCoupons(LoyaltyDb db, BrandTime time, Vault vault, IssueCoupon issue, WithdrawCoupon withdraw, WeighCoupon weigh, ApproveGrant approve)
{
    public const int MostLines = 5000;
    private const int PerUnit = 50;
    private const int MostListed = 100;
    private const string GivenAction = "coupons.given_by_list";
    private const string WithdrawnAction = "coupons.list_withdrawn";

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

    /// <summary>Gives them at once, or asks for a second person when they can cost too much.</summary>
    /// <param name="typed">The number of members as written out, where nobody else is there to ask.</param>
    public async Task<Outcome<Granted<GivenCoupons>>> GiveAsync(string kind, string text, string? reason, string? form, long? typed, long staffId, CancellationToken ct)
    {
        if (!Guid.TryParse(form, out var number)) return ChangeMember.FormOutdated;
        var content = new GrantContent(text, reason);
        if (!(await PlanAsync(kind, content, ct)).Succeeded(out var plan, out var refusal)) return refusal;
        if (!(await approve.PassAsync(plan, number, typed, staffId, ct)).Succeeded(out var gate, out refusal)) return refusal;
        if (gate.Waits is not null) return new Granted<GivenCoupons>(null);
        return (await GiveNowAsync(kind, content, number, staffId, ct)).Succeeded(out var given, out refusal) ? new Granted<GivenCoupons>(given) : refusal;
    }

    /// <summary>What the list would give and what it can cost.</summary>
    public async Task<Outcome<GrantPlan>> PlanAsync(string kind, GrantContent content, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(content.Reason, out _)) return ChangeMember.ReasonRequired;
        var lines = await ReadAsync(content.Text ?? "", ct);
        if (lines.Count == 0 || lines.Any(l => !l.Good)) return HasProblems;
        var coupon = await weigh.OfAsync(kind, lines.Count, ct);
        return new GrantPlan(GrantKind.CouponList, kind, content, lines.Count, coupon.Liability, JsonSerializer.Serialize(new { coupon.Meaning, Members = lines.Select(l => l.MemberId) }));
    }

    /// <summary>Gives what has been decided on; given again after an interruption, it goes on.</summary>
    internal async Task<Outcome<GivenCoupons>> GiveNowAsync(string kind, GrantContent content, Guid number, long staffId, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(content.Reason, out var why)) return ChangeMember.ReasonRequired;
        var lines = await ReadAsync(content.Text ?? "", ct);
        if (lines.Count == 0 || lines.Any(l => !l.Good)) return HasProblems;
        var (given, refused) = (0, new List<(string, Refusal)>());
        foreach (var chunk in lines.Chunk(PerUnit))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            foreach (var line in chunk)
            {
                // Each member has a key of their own: sent again after an interruption, what was given stays given once.
                var outcome = await issue.ExecuteAsync(line.MemberId!.Value, kind, "staff", $"{Key(number.ToString("N"))}{line.MemberId}", ct);
                if (outcome.Refusal is { } refusal) refused.Add((line.Who, refusal));
                else given++;
            }
            await unit.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
        await using var last = await db.BeginWriteAsync(ct);
        db.AuditEntries.Add(new AuditEntry
        {
            At = time.Now, StaffId = staffId, Action = GivenAction, Subject = kind,
            Data = JsonSerializer.Serialize(new { given, refused = refused.Count, reason = why, list = number.ToString("N") }, JsonSerializerOptions.Web),
        });
        await last.CommitAsync(ct);
        return new GivenCoupons(given, refused);
    }

    /// <summary>What lists have given of a kind, newest first.</summary>
    public async Task<IReadOnlyList<CouponList>> ListsAsync(string kind, CancellationToken ct)
    {
        var entries = await db.AuditEntries.AsNoTracking().Where(a => a.Subject == kind && (a.Action == GivenAction || a.Action == WithdrawnAction)).OrderByDescending(a => a.Id).Take(MostListed)
            .Select(a => new { a.Action, a.At, a.Data, By = db.StaffAccounts.Where(s => s.Id == a.StaffId).Select(s => s.DisplayName).FirstOrDefault() }).ToListAsync(ct);
        var lines = entries.ConvertAll(e => (Entry: e, Data: JsonSerializer.Deserialize<ListFacts>(e.Data ?? "{}", JsonSerializerOptions.Web)!));
        return [.. lines.Where(l => l.Entry.Action == GivenAction && l.Data.List is not null).DistinctBy(l => l.Data.List).Select(l => new CouponList(
            l.Data.List!, l.Entry.At, l.Entry.By, l.Data.Reason, l.Data.Given,
            lines.Exists(w => w.Entry.Action == WithdrawnAction && w.Data.List == l.Data.List) ? lines.Where(w => w.Entry.Action == WithdrawnAction && w.Data.List == l.Data.List).Sum(w => w.Data.Taken) : null))];
    }

    /// <summary>Takes back what a list has given, as far as it is still in the wallets. Done again it finds only what is left.</summary>
    public async Task<Outcome<WithdrawnCoupons>> WithdrawAsync(string kind, string? list, string? reason, long staffId, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(reason, out var why)) return ChangeMember.ReasonRequired;
        if (!Guid.TryParse(list, out var number)) return ChangeMember.FormOutdated;
        var key = Key(number.ToString("N"));
        var given = await db.Coupons.AsNoTracking().Where(c => c.Definition.Code == kind && c.IssueKey!.StartsWith(key)).OrderBy(c => c.Id).Select(c => new { c.Id, c.MemberId, c.Ref, c.State }).ToListAsync(ct);
        var (taken, kept) = (0, 0);
        foreach (var chunk in given.Chunk(PerUnit))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            foreach (var coupon in chunk)
            {
                var parts = IssueCoupon.PartKey(coupon.Id);
                // Of a bundle its parts.
                var refs = coupon.State != CouponState.Unpacked ? [coupon.Ref]
                    : await db.Coupons.Where(c => c.MemberId == coupon.MemberId && c.IssueKey!.StartsWith(parts)).OrderBy(c => c.Id).Select(c => c.Ref).ToListAsync(ct);
                foreach (var one in refs)
                {
                    if ((await withdraw.ExecuteAsync(one, why, ct)).Refusal is null) taken++;
                    else kept++;
                }
            }
            await unit.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
        await using var last = await db.BeginWriteAsync(ct);
        db.AuditEntries.Add(new AuditEntry
        {
            At = time.Now, StaffId = staffId, Action = WithdrawnAction, Subject = kind,
            Data = JsonSerializer.Serialize(new { taken, kept, reason = why, list = number.ToString("N") }, JsonSerializerOptions.Web),
        });
        await last.CommitAsync(ct);
        return new WithdrawnCoupons(taken, kept);
    }

    private static string Key(string number) => $"list:{number}:";

    private sealed record ListFacts(string? List = null, string? Reason = null, int Given = 0, int Taken = 0);

    private async Task<Member?> FindAsync(string who, CancellationToken ct)
    {
        if (who.Length is 0 or > 40) return null;
        var phone = PhoneNumber.TryParse(who, out var canonical) ? PhoneNumber.Index(vault, canonical) : null;
        return await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.ErasedAt == null && (m.Ref == who || m.CardNumber == who || (phone != null && m.PhoneIndex == phone)), ct);
    }
}
