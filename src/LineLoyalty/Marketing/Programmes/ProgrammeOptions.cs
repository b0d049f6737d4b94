using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>Section <c>Programmes</c>: the messages that go out by themselves, and how far they may go.</summary>
public sealed class ProgrammeOptions
{
    /// <summary>Marketing by programmes waits from this time of day (brand's clock) …</summary>
    public TimeOnly QuietFrom { get; set; } = new(21, 0);
    /// <summary>… until this one. Equal times mean no quiet hours.</summary>
    public TimeOnly QuietUntil { get; set; } = new(9, 0);

    /// <summary>A member gets at most this many marketing messages …</summary>
    [Range(1, 50)] public int MostMessages { get; set; } = 2;
    /// <summary>… in this many days. The birthday is never held back by it; reminders and win-back are.</summary>
    [Range(1, 90)] public int MostMessagesDays { get; set; } = 7;

    /// <summary>A step that is later than this many days, after an outage for instance, is not made up.</summary>
    [Range(0, 30)] public int LatestDays { get; set; } = 3;

    [ValidateObjectMembers] public BirthdayOptions Birthday { get; set; } = new();
    [ValidateObjectMembers] public ReactivationOptions Reactivation { get; set; } = new();
    [ValidateObjectMembers] public ReminderOptions PointsExpiry { get; set; } = new() { DaysBefore = 14 };
    [ValidateObjectMembers] public ReminderOptions CouponExpiry { get; set; } = new() { DaysBefore = 3 };
}

public sealed class BirthdayOptions
{
    public bool Enabled { get; set; } = true;
    [Range(0, 60)] public int CouponDaysBefore { get; set; } = 7;
    /// <summary>Code of the coupon kind.</summary>
    [Required] public string Coupon { get; set; } = "birthday";
}

public sealed class ReactivationOptions
{
    public bool Enabled { get; set; } = true;
    [Range(1, 3650)] public int ReminderAfterDays { get; set; } = 30;
    [Range(1, 3650)] public int CouponAfterDays { get; set; } = 60;
    [Required] public string Coupon { get; set; } = "reactivation60";
    [Range(1, 3650)] public int ChurnAfterDays { get; set; } = 90;
    [Required] public string ChurnCoupon { get; set; } = "reactivation90";
    /// <summary>Tag of members who have been away this long; taken off by itself when they come back.</summary>
    [Required, MaxLength(40)] public string ChurnTag { get; set; } = "瞌睡顧客";
    /// <summary>When the programme is switched on over an existing member base: most messages a day to people who were away already.</summary>
    [Range(1, 1_000_000)] public int EntryPerDay { get; set; } = 200;
}

public sealed class ReminderOptions
{
    public bool Enabled { get; set; } = true;
    [Range(1, 90)] public int DaysBefore { get; set; }
}

[OptionsValidator]
internal sealed partial class ProgrammeOptionsValidator : IValidateOptions<ProgrammeOptions>;
