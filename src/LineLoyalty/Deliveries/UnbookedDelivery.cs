using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Deliveries;

/// <summary>
/// A delivery to many that LINE has accepted and whose people are not marked yet: written in the commit that records the answer, so that no crash loses a
/// person's result, and worked off behind the sending.
/// </summary>
public sealed class UnbookedDelivery
{
    public long DeliveryId { get; init; }
    public long? CampaignId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<UnbookedDelivery>
    {
        public void Configure(EntityTypeBuilder<UnbookedDelivery> row)
        {
            row.HasKey(u => u.DeliveryId);
            row.Property(u => u.DeliveryId).ValueGeneratedNever();
            row.HasOne<Delivery>().WithOne().HasForeignKey<UnbookedDelivery>(u => u.DeliveryId);
        }
    }
}
