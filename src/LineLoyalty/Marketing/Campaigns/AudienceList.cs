using LineLoyalty.Data;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Members a marketer named one by one, from a file of phone or card numbers. Only the members are kept, not the file.</summary>
public sealed class AudienceList
{
    public long Id { get; init; }
    public required string Name { get; init; }
    public int Count { get; set; }
    public required long CreatedBy { get; init; }
    public required DateTime CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AudienceList>
    {
        public void Configure(EntityTypeBuilder<AudienceList> row) => row.Property(l => l.Name).HasMaxLength(80);
    }
}

public sealed class AudienceListMember
{
    public required long ListId { get; init; }
    public required long MemberId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AudienceListMember>
    {
        public void Configure(EntityTypeBuilder<AudienceListMember> row)
        {
            row.HasKey(l => new { l.ListId, l.MemberId });
            row.HasOne<AudienceList>().WithMany().HasForeignKey(l => l.ListId);
        }
    }
}

/// <param name="Faults">Lines nobody was found for, at most so many.</param>
public sealed record SavedList(AudienceList List, IReadOnlyList<TagImportFault> Faults);

/// <summary>Keeps a list of members from a file.</summary>
public sealed class SaveAudienceList(LoyaltyDb db, MemberList members, TimeProvider clock)
{
    private const int PageSize = 500;
    private const int MostFaults = 50;

    public async Task<Outcome<SavedList>> ExecuteAsync(string name, string text, long staffId, CancellationToken ct)
    {
        List<TagImportFault> faults = [];
        HashSet<long> found = [];
        foreach (var page in MemberList.Read(text, faults).Chunk(PageSize)) found.UnionWith(await members.FindAsync(page, faults, ct));
        if (found.Count == 0) return CampaignRefusals.ListEmpty;
        name = Names.Readable(name);
        await using var unit = await db.BeginWriteAsync(ct);
        var list = new AudienceList { Name = name.Length <= 80 ? name : name[..80], Count = found.Count, CreatedBy = staffId, CreatedAt = clock.GetUtcNow().UtcDateTime };
        db.AudienceLists.Add(list);
        await db.SaveChangesAsync(ct);
        db.AudienceListMembers.AddRange(found.Select(id => new AudienceListMember { ListId = list.Id, MemberId = id }));
        await unit.CommitAsync(ct);
        return new SavedList(list, [.. faults.OrderBy(f => f.Line).Take(MostFaults)]);
    }
}
