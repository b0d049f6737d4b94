using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>How points live and pay, as the form sends it.</summary>
public sealed record PointsPolicyForm
{
    /// <summary>Discriminator of the expiry: <c>days</c>, <c>months</c>, <c>fixedDay</c>, <c>endOfMonth</c>, <c>inactivity</c>, <c>tierAnniversary</c>, <c>never</c>.</summary>
    public string Expiry { get; set; } = "days";
    public int? Length { get; set; }
    public int? YearsAfter { get; set; } = 1;
    public int? Month { get; set; } = 12;
    public int? Day { get; set; } = 31;
    public int? PendingDays { get; set; }
    public int? WebPendingDays { get; set; }
    public int? ReturnedDays { get; set; }
    public long? ConvertPoints { get; set; }
    public string? ConvertCoupon { get; set; }
    public long? RedeemPoints { get; set; }
    public long? RedeemAmount { get; set; }
    public long? RedeemMinimum { get; set; }
    public int? RedeemShare { get; set; }
    public long? AdjustLimit { get; set; } = 10_000;
    public long? TillPerTime { get; set; } = 100;
    public long? TillPerDay { get; set; } = 500;
    public bool Gifts { get; set; }
    public long? GiftMinimum { get; set; } = 10;
    public long? GiftPerMonth { get; set; } = 500;
    public bool Family { get; set; }
    public int? FamilyMembers { get; set; } = 5;
    public bool CheckInNeedsCode { get; set; }
    /// <summary>When it begins, in the brand's time; empty means now.</summary>
    public DateTime? From { get; set; }
    /// <summary>What becomes of versions that wait for their day; see <see cref="WaitingVersions"/>.</summary>
    public string? Waiting { get; set; }
    /// <summary>The waiting version that is edited; null for the one in force.</summary>
    public int? Opened { get; set; }

    public PointsPolicy Says(PointsPolicy before) => before with
    {
        Expiry = Expiry switch
        {
            "months" => new RollingMonths(Length ?? 0), "fixedDay" => new FixedDay(YearsAfter ?? 0, Month ?? 0, Day ?? 0), "endOfMonth" => new EndOfMonth(Length ?? 0),
            "inactivity" => new Inactivity(Length ?? 0), "tierAnniversary" => new TierAnniversary(), "never" => new Never(), _ => new RollingDays(Length ?? 0),
        },
        PendingDays = PendingDays ?? 0, WebPendingDays = WebPendingDays ?? 0, ReturnedDays = ReturnedDays ?? 0,
        Convert = string.IsNullOrWhiteSpace(ConvertCoupon) ? null : new ConvertPolicy(ConvertPoints ?? 0, ConvertCoupon),
        AdjustLimit = AdjustLimit ?? 0, Till = new TillPolicy(TillPerTime ?? 0, TillPerDay ?? 0), Gifts = Gifts ? new GiftPolicy(GiftMinimum ?? 0, GiftPerMonth ?? 0) : null, Family = Family ? new FamilyPolicy(FamilyMembers ?? 0) : null,
        CheckInNeedsCode = CheckInNeedsCode,
        Redeem = new RedeemPolicy(RedeemPoints ?? 0, RedeemAmount ?? 0, RedeemMinimum ?? 0, RedeemShare ?? 0),
    };

    public static PointsPolicyForm Of(PointsPolicyVersion version, BrandTime time) => Of(PointsPolicy.Parse(version.Definition)) with
    {
        Opened = version.ValidFrom > time.Now ? version.Version : null, From = WaitingVersions.Begins(version, time),
    };

    public static PointsPolicyForm Of(PointsPolicy p) => new()
    {
        Expiry = p.Expiry switch
        {
            RollingMonths => "months", FixedDay => "fixedDay", EndOfMonth => "endOfMonth", Inactivity => "inactivity", TierAnniversary => "tierAnniversary", Never => "never", _ => "days",
        },
        Length = p.Expiry switch { RollingDays d => d.Days, RollingMonths m => m.Months, EndOfMonth e => e.MonthsAfter, Inactivity i => i.Days, _ => null },
        YearsAfter = (p.Expiry as FixedDay)?.YearsAfter ?? 1, Month = (p.Expiry as FixedDay)?.Month ?? 12, Day = (p.Expiry as FixedDay)?.Day ?? 31,
        PendingDays = p.PendingDays, WebPendingDays = p.WebPendingDays, ReturnedDays = p.ReturnedDays, ConvertPoints = p.Convert?.Points, ConvertCoupon = p.Convert?.Coupon,
        RedeemPoints = p.Redeem.Points, RedeemAmount = p.Redeem.Amount, RedeemMinimum = p.Redeem.Minimum, RedeemShare = p.Redeem.MaximumShare,
        AdjustLimit = p.AdjustLimit, TillPerTime = p.Till.PerTime, TillPerDay = p.Till.PerDay, Gifts = p.Gifts is not null, GiftMinimum = p.Gifts?.Minimum ?? 10, GiftPerMonth = p.Gifts?.MaximumPerMonth ?? 500, Family = p.Family is not null, FamilyMembers = p.Family?.MaximumMembers ?? 5, CheckInNeedsCode = p.CheckInNeedsCode,
    };
}

/// <summary>Adds a version to how points live and pay. Lots that exist keep what they were given.</summary>
public sealed class SavePointsPolicy(LoyaltyDb db, BrandTime time)
{
    /// <returns>Empty when it is kept.</returns>
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(PointsPolicyForm form, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = time.Now;
        var all = await db.PointsPolicyVersions.AsNoTracking().ToListAsync(ct);
        var says = form.Says(Before(form, all));
        var problems = await ProblemsAsync(form, says, now, ct);
        if (WaitingVersions.Problem(all, form.Waiting, now) is { } unsaid) problems.Add(unsaid);
        if (problems.Count > 0) return problems;
        var number = all.Select(v => v.Version).DefaultIfEmpty(0).Max();
        PointsPolicyVersion New(DateTime from, string definition) => new() { Version = ++number, Definition = definition, CreatedAt = now, CreatedBy = staffId, ValidFrom = from };
        var starts = Instant(form.From) is { } from && from > now ? from : now;
        var (first, last) = WaitingVersions.Around(all, form.Waiting, starts, now);
        List<PointsPolicyVersion> added = [];
        if (first is not null) added.Add(New(now, first.Definition));
        added.Add(New(starts, says.ToJson()));
        added.AddRange(last.Select(v => New(v.ValidFrom, v.Definition)));
        db.PointsPolicyVersions.AddRange(added);
        db.AuditEntries.AddRange(added.Select(v => new AuditEntry
        {
            At = now, StaffId = staffId, Action = "points_policy.changed", Subject = $"v{v.Version}",
            Data = JsonSerializer.Serialize(new { v.ValidFrom, v.Definition }, JsonSerializerOptions.Web),
        }));
        await unit.CommitAsync(ct);
        return [];
    }

    /// <summary>What the form does not show stays as the opened version has it.</summary>
    public PointsPolicy Before(PointsPolicyForm form, IReadOnlyCollection<PointsPolicyVersion> all) =>
        WaitingVersions.Open(all, form.Opened, time.Now) is { } before ? PointsPolicy.Parse(before.Definition) : new PointsPolicy();

    /// <summary>What keeps it from being saved.</summary>
    public async Task<List<FormProblem>> ProblemsAsync(PointsPolicyForm form, PointsPolicy says, DateTime now, CancellationToken ct)
    {
        List<FormProblem> found = [];
        void Range(string field, long? value, long least, long most)
        {
            if (value is null || value < least || value > most) found.Add(new(field, $"請填 {least:N0}–{most:N0}。", $"Give {least:N0} to {most:N0}."));
        }
        switch (says.Expiry)
        {
            case RollingDays or Inactivity: Range(nameof(form.Length), form.Length, 1, 3650); break;
            case RollingMonths: Range(nameof(form.Length), form.Length, 1, 120); break;
            case EndOfMonth: Range(nameof(form.Length), form.Length, 0, 120); break;
            case FixedDay:
                Range(nameof(form.YearsAfter), form.YearsAfter, 0, 10);
                Range(nameof(form.Month), form.Month, 1, 12);
                // A leap year: 29 February is a day one may name; in other years the 28th stands for it.
                Range(nameof(form.Day), form.Day, 1, form.Month is >= 1 and <= 12 ? DateTime.DaysInMonth(2028, form.Month.Value) : 31);
                break;
        }
        Range(nameof(form.PendingDays), form.PendingDays, 0, 365);
        Range(nameof(form.WebPendingDays), form.WebPendingDays, 0, 365);
        if (form.WebPendingDays is >= 0 and < 7) found.Add(new(nameof(form.WebPendingDays), "網路消費有 7 天鑑賞期，請至少填 7 天。", "A web buyer may withdraw for 7 days: give at least 7."));
        Range(nameof(form.ReturnedDays), form.ReturnedDays, 0, 365);
        Range(nameof(form.RedeemPoints), form.RedeemPoints, 1, 1_000_000);
        Range(nameof(form.RedeemAmount), form.RedeemAmount, 1, 1_000_000);
        Range(nameof(form.RedeemMinimum), form.RedeemMinimum, 1, 1_000_000);
        Range(nameof(form.RedeemShare), form.RedeemShare, 1, 100);
        Range(nameof(form.AdjustLimit), form.AdjustLimit, 1, 10_000_000);
        Range(nameof(form.TillPerTime), form.TillPerTime, 0, 1_000_000);
        Range(nameof(form.TillPerDay), form.TillPerDay, 0, 10_000_000);
        if (form.Gifts)
        {
            Range(nameof(form.GiftMinimum), form.GiftMinimum, 1, 1_000_000);
            Range(nameof(form.GiftPerMonth), form.GiftPerMonth, form.GiftMinimum ?? 1, 10_000_000);
        }
        if (form.Family) Range(nameof(form.FamilyMembers), form.FamilyMembers, 2, 10);
        if (says.Convert is { } convert)
        {
            Range(nameof(form.ConvertPoints), form.ConvertPoints, 1, 1_000_000);
            if (!await db.CouponDefinitions.AnyAsync(d => d.Code == convert.Coupon && d.Active, ct)) found.Add(new(nameof(form.ConvertCoupon), "請選擇發行中的優惠券。", "Choose an active coupon."));
        }
        if (Instant(form.From) is { } from && from < now.AddMinutes(-10)) found.Add(new(nameof(form.From), "生效時間不能早於現在。", "It cannot begin in the past."));
        return found;
    }

    public DateTime? Instant(DateTime? local) => local is { } at ? time.At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at)) : null;
}
