using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Purchases;

public sealed class Product : IBrandRule
{
    public long Id { get; init; }
    public required string Sku { get; init; }
    public required string Name { get; set; }
    public string NameEn { get; set; } = "";
    public required string Category { get; set; }
    /// <summary>Whole NT$, tax included.</summary>
    public required long Price { get; set; }
    /// <summary>False for gift vouchers and the like, which earn nothing.</summary>
    public bool EarnsPoints { get; set; } = true;
    public bool Active { get; set; } = true;

    internal sealed class Mapping : IEntityTypeConfiguration<Product>
    {
        public void Configure(EntityTypeBuilder<Product> row)
        {
            row.Property(p => p.Sku).HasMaxLength(40);
            row.HasIndex(p => p.Sku).IsUnique();
            row.Property(p => p.Name).HasMaxLength(80);
            row.Property(p => p.NameEn).HasMaxLength(80);
            row.Property(p => p.Category).HasMaxLength(40);
        }
    }
}
