using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Tags;

/// <summary>Puts a tag on members by what they do. The tag itself stays an ordinary one: pushes and menus know no difference.</summary>
public sealed class TagRule
{
    public long Id { get; init; }
    public required string Tag { get; set; }
    public bool Enabled { get; set; } = true;
    public required TagDemand Demand { get; set; }
    /// <summary>Takes the tag off again from those who no longer fit; only where this rule had put it.</summary>
    public bool TakesOff { get; set; } = true;
    public required DateTime ChangedAt { get; set; }

    /// <summary>What tags of this rule name as their source.</summary>
    public string Source => SourcePrefix + Id;
    public const string SourcePrefix = "rule:";

    internal sealed class Mapping : IEntityTypeConfiguration<TagRule>
    {
        public void Configure(EntityTypeBuilder<TagRule> row)
        {
            row.Property(r => r.Tag).HasMaxLength(40);
            row.HasIndex(r => r.Tag).IsUnique();
            row.Ignore(r => r.Source);
            row.Property(r => r.Demand).HasConversion(d => JsonSerializer.Serialize(d, JsonSerializerOptions.Web), text => JsonSerializer.Deserialize<TagDemand>(text, JsonSerializerOptions.Web)!);
        }
    }
}
