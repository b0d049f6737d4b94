using System.Collections.Concurrent;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Stamps;

/// <summary>A kind of stamp card. What it says is in its versions.</summary>
public sealed class StampProgramme : IBrandRule
{
    public long Id { get; init; }
    public required string Code { get; init; }
    public required DateTime CreatedAt { get; init; }
    public List<StampProgrammeVersion> Versions { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<StampProgramme>
    {
        public void Configure(EntityTypeBuilder<StampProgramme> row)
        {
            row.Property(p => p.Code).HasMaxLength(20);
            row.HasIndex(p => p.Code).IsUnique();
            row.HasMany(p => p.Versions).WithOne(v => v.Programme).HasForeignKey(v => v.ProgrammeId);
        }
    }
}

/// <summary>What a kind of card says from <see cref="ValidFrom"/> on. Rows are only added; the highest that has begun speaks.</summary>
public sealed class StampProgrammeVersion : IBrandRule
{
    public long Id { get; init; }
    public long ProgrammeId { get; init; }
    public StampProgramme Programme { get; init; } = null!;
    public required int Version { get; init; }
    public required string Name { get; init; }
    public string NameEn { get; init; } = "";
    /// <summary>A <see cref="StampDefinition"/>.</summary>
    public required string Definition { get; init; }
    public required bool Active { get; init; }
    public required DateTime ValidFrom { get; init; }
    public required DateTime CreatedAt { get; init; }
    public long? CreatedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<StampProgrammeVersion>
    {
        public void Configure(EntityTypeBuilder<StampProgrammeVersion> row)
        {
            row.HasIndex(v => new { v.ProgrammeId, v.Version }).IsUnique();
            row.Property(v => v.Name).HasMaxLength(60);
            row.Property(v => v.NameEn).HasMaxLength(60);
        }
    }
}

/// <summary>A kind of card as it stands at some instant.</summary>
public sealed record StampKind(long Id, string Code, int Version, string Name, string NameEn, bool Active, StampDefinition Says)
{
    public string NameIn(bool english) => english && NameEn.Length > 0 ? NameEn : Name;
}

/// <summary>All kinds of card, at an instant or by version.</summary>
public sealed class StampKinds
{
    private readonly List<StampProgrammeVersion> versions;
    private readonly ConcurrentDictionary<long, StampDefinition> parsed = [];

    private StampKinds(List<StampProgrammeVersion> versions) => this.versions = versions;

    public static async Task<StampKinds> ReadAsync(LoyaltyDb db, CancellationToken ct) =>
        new(await db.StampProgrammeVersions.AsNoTracking().Include(v => v.Programme).OrderBy(v => v.ProgrammeId).ThenBy(v => v.Version).ToListAsync(ct));

    public bool IsEmpty => versions.Count == 0;

    /// <summary>Null when it had not begun, also when it is switched off.</summary>
    public StampKind? ActiveAt(long id, DateTime at) => At(id, at) is { Active: true } kind ? kind : null;

    public StampKind? At(long id, DateTime at) => versions.FindLast(v => v.ProgrammeId == id && v.ValidFrom <= at) is { } v ? Of(v) : null;

    public StampKind? ByCode(string? code, DateTime at) => code is null ? null : versions.FindLast(v => v.Programme.Code == code && v.ValidFrom <= at) is { } v ? Of(v) : null;

    public StampKind Version(long id, int version) => Of(versions.Find(v => v.ProgrammeId == id && v.Version == version) ?? throw new InvalidOperationException($"Stamp card {id} has no version {version}."));

    /// <summary>The newest version of each, whatever it says and whenever it begins.</summary>
    public IReadOnlyList<StampKind> Newest => [.. versions.GroupBy(v => v.ProgrammeId).Select(g => Of(g.Last()))];

    /// <summary>Kinds a member can begin with: switched on, and not only the sequel of another.</summary>
    public IReadOnlyList<StampKind> Firsts(DateTime at)
    {
        var active = versions.Select(v => v.ProgrammeId).Distinct().Select(id => ActiveAt(id, at)).OfType<StampKind>().ToList();
        return [.. active.Where(k => !active.Exists(o => o.Id != k.Id && o.Says.Next == k.Code))];
    }

    /// <summary>The kinds with which one gets to this one; itself when one can begin with it.</summary>
    public IReadOnlyList<StampKind> FirstsOf(StampKind kind, DateTime at)
    {
        var firsts = Firsts(at);
        return firsts.FirstOrDefault(f => f.Id == kind.Id) is { } itself ? [itself] : [.. firsts.Where(Leads)];

        bool Leads(StampKind first)
        {
            HashSet<long> seen = [];
            for (var k = first; k is not null && seen.Add(k.Id); k = After(k, at)) if (k.Id == kind.Id) return true;
            return false;
        }
    }

    /// <summary>What begins when a card of this kind is full; null when nothing does.</summary>
    public StampKind? After(StampKind full, DateTime at) =>
        full.Says.Next is { } next ? ByCode(next, at) is { Active: true } kind ? kind : null : full.Says.Again ? ActiveAt(full.Id, at) : null;

    private StampKind Of(StampProgrammeVersion v)
    {
        var says = parsed.GetOrAdd(v.Id, static (_, version) => StampDefinition.Parse(version.Definition), v);
        return new StampKind(v.ProgrammeId, v.Programme.Code, v.Version, v.Name, v.NameEn, v.Active, says);
    }
}
