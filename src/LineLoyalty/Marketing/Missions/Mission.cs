using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Missions;

/// <summary>Something members are asked to do, and what it brings. What it says is in its versions.</summary>
public sealed class Mission
{
    public long Id { get; init; }
    public required string Code { get; init; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>Rounds that have been given something, against the budget; changed by conditional updates only.</summary>
    public int Rewarded { get; set; }
    /// <summary>Day (brand's) and version of the newest look for members of its segment.</summary>
    public DateOnly? LookedOn { get; set; }
    public int? LookedVersion { get; set; }
    public List<MissionVersion> Versions { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Mission>
    {
        public void Configure(EntityTypeBuilder<Mission> row)
        {
            row.Property(m => m.Code).HasMaxLength(20);
            row.HasIndex(m => m.Code).IsUnique();
            row.HasMany(m => m.Versions).WithOne(v => v.Mission).HasForeignKey(v => v.MissionId);
        }
    }
}

/// <summary>What a mission says from <see cref="ValidFrom"/> on. Rows are only added; the highest that has begun speaks.</summary>
public sealed class MissionVersion : IBrandRule
{
    public const int LongestName = 60;

    public long Id { get; init; }
    public long MissionId { get; init; }
    public Mission Mission { get; init; } = null!;
    public required int Version { get; init; }
    public required string Name { get; init; }
    public string NameEn { get; init; } = "";
    /// <summary>A <see cref="MissionDefinition"/>.</summary>
    public required string Definition { get; init; }
    public required bool Active { get; init; }
    public required DateTime ValidFrom { get; init; }
    public required DateTime CreatedAt { get; init; }
    public long? CreatedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<MissionVersion>
    {
        public void Configure(EntityTypeBuilder<MissionVersion> row)
        {
            row.HasIndex(v => new { v.MissionId, v.Version }).IsUnique();
            row.Property(v => v.Name).HasMaxLength(LongestName);
            row.Property(v => v.NameEn).HasMaxLength(LongestName);
        }
    }
}

/// <summary>
/// One member's go at a mission: once, or one for each week, month or time it was given. Everybody's begins with the first step made, so
/// that members who do nothing cost nothing. What it holds is derived from the member's purchases and deeds, and always can be again.
/// </summary>
public sealed class MissionRound
{
    internal const int LongestKey = 80;

    public long Id { get; init; }
    public required long MissionId { get; init; }
    public required long MemberId { get; init; }
    /// <summary>Which one: <c>once</c>, <c>w:2026-11-16</c>, <c>m:2026-11</c>, or <c>given:</c> and what gave it.</summary>
    public required string Key { get; init; }
    /// <summary>The version it began with, which it keeps.</summary>
    public required int Version { get; init; }
    public required DateTime StartsAt { get; init; }
    /// <summary>First instant after it; null for no end.</summary>
    public DateTime? EndsAt { get; init; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>When its first step was seen.</summary>
    public DateTime? BegunAt { get; set; }
    public long Done { get; set; }
    public DateTime? FinishedAt { get; set; }
    /// <summary>It holds one of the places the budget has.</summary>
    public bool Counted { get; set; }
    public List<MissionReward> Rewards { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<MissionRound>
    {
        public void Configure(EntityTypeBuilder<MissionRound> row)
        {
            row.Property(r => r.Key).HasMaxLength(LongestKey);
            row.HasIndex(r => new { r.MissionId, r.MemberId, r.Key }).IsUnique();
            row.HasIndex(r => r.MemberId);
            row.HasOne<Mission>().WithMany().HasForeignKey(r => r.MissionId);
            row.HasOne<Member>().WithMany().HasForeignKey(r => r.MemberId);
            row.HasMany(r => r.Rewards).WithOne().HasForeignKey(r => r.RoundId);
        }
    }
}

/// <summary>What a round brought.</summary>
public sealed class MissionReward
{
    public long Id { get; init; }
    public long RoundId { get; init; }
    /// <summary>Place among the mission's rewards.</summary>
    public required int Position { get; init; }
    /// <summary>How often it had been given and taken back before.</summary>
    public required int Time { get; init; }
    public required Prize Prize { get; init; }
    public required DateTime At { get; init; }
    public long? CouponId { get; init; }
    public long Points { get; init; }
    /// <summary>Why it could not be given, e.g. <c>coupon.sold_out</c> or <c>mission.budget</c>.</summary>
    public string? Missed { get; init; }
    public DateTime? TakenBackAt { get; set; }
    /// <summary>Undone after it was used: it stays, and is not given a second time.</summary>
    public bool Kept { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<MissionReward>
    {
        public void Configure(EntityTypeBuilder<MissionReward> row)
        {
            row.HasIndex(r => new { r.RoundId, r.Position, r.Time }).IsUnique();
            row.Property(r => r.Prize).IsPrize();
            row.Property(r => r.Missed).HasMaxLength(40);
            row.HasOne<Coupon>().WithMany().HasForeignKey(r => r.CouponId);
        }
    }
}

/// <summary>A member did something a mission may count: written in the transaction of the deed, gone once it has been counted.</summary>
public sealed class MissionSignal
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    /// <summary>When it was done; null when something was undone, which may concern any round.</summary>
    public DateTime? At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<MissionSignal>
    {
        public void Configure(EntityTypeBuilder<MissionSignal> row) => row.HasIndex(s => s.MemberId);
    }
}
