using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Outside;

/// <summary>The code on its way to the address a member has told; gone once it came back, or when the address changes.</summary>
public sealed class EmailCode
{
    public const int Digits = 6;
    public const int MostTries = 5;

    public long MemberId { get; init; }
    /// <summary>Of member, address and code: it confirms no other address.</summary>
    public required string CodeHash { get; init; }
    public required DateTime SentAt { get; init; }
    public required DateTime ExpiresAt { get; init; }
    public int Tries { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<EmailCode>
    {
        public void Configure(EntityTypeBuilder<EmailCode> row)
        {
            row.HasKey(c => c.MemberId);
            row.Property(c => c.MemberId).ValueGeneratedNever();
            row.Property(c => c.CodeHash).HasMaxLength(64);
            row.HasOne<Member>().WithOne().HasForeignKey<EmailCode>(c => c.MemberId);
        }
    }
}
