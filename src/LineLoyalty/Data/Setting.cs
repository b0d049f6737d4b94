using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Data;

/// <summary>A fact about this installation that must outlive a restart (what the demo loaded, when the last heartbeat was).</summary>
public sealed class Setting
{
    public required string Key { get; init; }
    public required string Value { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Setting>
    {
        public void Configure(EntityTypeBuilder<Setting> row)
        {
            row.HasKey(s => s.Key);
            row.Property(s => s.Key).HasMaxLength(100);
        }
    }
}
