using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Deliveries;

/// <summary>How much of an endpoint's ceiling one copy of the server may use; the shares of all copies never add up to more than the ceiling.</summary>
public sealed class RateShare
{
    public required string Endpoint { get; init; }
    /// <summary>Whose it is; <see cref="Table"/> for the row that lets one copy at a time change the shares.</summary>
    public required string Server { get; init; }
    public double PerSecond { get; set; }
    /// <summary>It has something to send.</summary>
    public bool Wants { get; set; }
    /// <summary>Grows while its owner lives. Others watch it by clocks of their own, so that no clock is compared with another.</summary>
    public long Beat { get; set; }

    public const string Table = "*";

    internal sealed class Mapping : IEntityTypeConfiguration<RateShare>
    {
        public void Configure(EntityTypeBuilder<RateShare> row)
        {
            row.HasKey(s => new { s.Endpoint, s.Server });
            row.Property(s => s.Endpoint).HasMaxLength(20);
            row.Property(s => s.Server).HasMaxLength(60);
        }
    }
}
