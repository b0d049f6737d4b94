using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LineLoyalty;

/// <summary>Section <c>Brand</c>: who the programme belongs to.</summary>
public sealed class BrandOptions
{
    [Required] public string Name { get; set; } = "";
    public string NameEn { get; set; } = "";
    /// <summary>CSS colour of cards, menus and buttons.</summary>
    [RegularExpression("^#[0-9A-Fa-f]{6}$")] public string Color { get; set; } = "#0f766e";
    /// <summary>IANA zone in which days are decided.</summary>
    [Required] public string TimeZone { get; set; } = "Asia/Taipei";
    public string? LogoUrl { get; set; }
    public string? PrivacyUrl { get; set; }
    /// <summary>Public base address of this server, e.g. <c>https://loyalty.example.tw</c>; links in messages start with it.</summary>
    public string PublicUrl { get; set; } = "http://localhost:5080";
    /// <summary>Version of the consent text; a member's agreement is stored with it (Personal Data Protection Act, article 8).</summary>
    [Required] public string ConsentVersion { get; set; } = "2026-01";
    public string ConsentText { get; set; } = "";
    public string ConsentTextEn { get; set; } = "";
    /// <summary>Who owes what paid vouchers promise.</summary>
    public IssuerOptions Issuer { get; set; } = new();
}

/// <summary>Section <c>Brand:Issuer</c>: what the law wants printed on a voucher that is paid for. Without it none can be made.</summary>
public sealed class IssuerOptions
{
    [MaxLength(100)] public string Name { get; set; } = "";
    [MaxLength(200)] public string Address { get; set; } = "";
    [RegularExpression("^([0-9]{8})?$")] public string TaxId { get; set; } = "";
    [MaxLength(60)] public string Responsible { get; set; } = "";
    /// <summary>For complaints, and to ask for a refund.</summary>
    [MaxLength(40)] public string Phone { get; set; } = "";

    public bool IsComplete => Name.Length > 0 && Address.Length > 0 && TaxId.Length > 0 && Responsible.Length > 0 && Phone.Length > 0;
}

/// <summary>The brand's clock: instants are UTC, days are the brand's.</summary>
public sealed class BrandTime(TimeProvider clock, IOptions<BrandOptions> brand)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(brand.Value.TimeZone);

    public TimeZoneInfo Zone => zone;
    public DateTime Now => clock.GetUtcNow().UtcDateTime;
    public DateOnly Today => DayOf(Now);

    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);
    public DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(Local(utc));

    /// <summary>1 Monday to 7 Sunday.</summary>
    public static int Weekday(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    /// <summary>The instant at which the brand's clocks show <paramref name="time"/> on <paramref name="day"/>.</summary>
    public DateTime At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(30);
        return TimeZoneInfo.ConvertTimeToUtc(local, zone);
    }

    public DateTime StartOf(DateOnly day) => At(day, TimeOnly.MinValue);
    /// <summary>First instant after <paramref name="day"/>: "valid to 23:59:59" means before this.</summary>
    public DateTime EndOf(DateOnly day) => StartOf(day.AddDays(1));
}
