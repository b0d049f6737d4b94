using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Tills;

public enum AdjustmentState
{
    /// <summary>Within the clerk's limit: booked at once.</summary>
    Booked,
    /// <summary>Above it: somebody else has to agree.</summary>
    Waiting,
    Approved,
    Rejected,
}

/// <summary>Points a clerk gave or took by hand at a till, or asked to.</summary>
public sealed class PointsAdjustment
{
    public long Id { get; init; }
    public required string Ref { get; init; }
    public required long MemberId { get; init; }
    /// <summary>Above zero given, below taken.</summary>
    public required long Points { get; init; }
    /// <summary>One of <see cref="AdjustReasons"/>.</summary>
    public required string Reason { get; init; }
    public string? Note { get; init; }
    public required long StoreId { get; init; }
    public required long PosKeyId { get; init; }
    /// <summary>The clerk, when the key is one's own.</summary>
    public long? StaffId { get; init; }
    /// <summary>Name of the clerk or of the till, as it was.</summary>
    public required string By { get; init; }
    public required DateTime At { get; init; }
    /// <summary>The brand's day on which it counts towards the clerk's limit.</summary>
    public required DateOnly Day { get; init; }
    public AdjustmentState State { get; set; }
    /// <summary>First instant at which a request can no longer be agreed to.</summary>
    public DateTime? ExpiresAt { get; init; }
    public long? DecidedBy { get; set; }
    public DateTime? DecidedAt { get; set; }
    public string? Decision { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PointsAdjustment>
    {
        public void Configure(EntityTypeBuilder<PointsAdjustment> row)
        {
            row.Property(a => a.Ref).HasMaxLength(22);
            row.HasIndex(a => a.Ref).IsUnique();
            row.Property(a => a.Reason).HasMaxLength(20);
            row.Property(a => a.Note).HasMaxLength(200);
            row.Property(a => a.By).HasMaxLength(60);
            row.Property(a => a.Decision).HasMaxLength(200);
            row.HasIndex(a => new { a.StaffId, a.Day });
            row.HasIndex(a => new { a.PosKeyId, a.Day });
            row.HasIndex(a => new { a.State, a.At });
            row.HasOne<Member>().WithMany().HasForeignKey(a => a.MemberId);
        }
    }
}

/// <summary>Why a clerk changes points: a short list, so that the reasons can be counted.</summary>
public static class AdjustReasons
{
    public const string Other = "other";

    public static readonly IReadOnlyList<(string Code, string Chinese, string English)> All =
    [
        ("missed", "補登漏掉的點數", "points that were missed"),
        ("mistake", "更正錯誤", "a mistake put right"),
        ("service", "服務補償", "making up for poor service"),
        ("event", "門市活動", "an event at the store"),
        (Other, "其他", "something else"),
    ];

    public static string Text(string code, string? language) => All.FirstOrDefault(r => r.Code == code) is { Code: not null } found
        ? language?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true ? found.English : found.Chinese : code;
}
