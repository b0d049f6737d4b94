using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Membership;

/// <summary>A LINE user this official account has met. Bound to at most one member, and a member to at most one.</summary>
public sealed class LineAccount
{
    public long Id { get; init; }
    /// <summary><c>U</c> and 32 hex digits; the same person has another one under another provider.</summary>
    public required string LineUserId { get; init; }
    public long? MemberId { get; set; }
    public Member? Member { get; set; }
    public DateTime? BoundAt { get; set; }
    public string? DisplayName { get; set; }
    public string? PictureUrl { get; set; }
    public string? Language { get; set; }
    /// <summary>Follows us and has not blocked us, as far as the newest follow or unfollow event (by event time) tells.</summary>
    public bool Friend { get; set; }
    public DateTime? FriendChangedAt { get; set; }
    public required DateTime FirstSeenAt { get; init; }
    /// <summary>Which upload of which menu was last linked to this user; null while the default menu is right.</summary>
    public string? RichMenuKey { get; set; }
    /// <summary>When the bot last explained itself unasked (to a sticker, a picture); it does so rarely.</summary>
    public DateTime? HintedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LineAccount>
    {
        public void Configure(EntityTypeBuilder<LineAccount> row)
        {
            row.Property(a => a.LineUserId).HasMaxLength(33);
            row.HasIndex(a => a.LineUserId).IsUnique();
            row.HasIndex(a => a.MemberId).IsUnique();
            row.Property(a => a.DisplayName).HasMaxLength(100);
            row.Property(a => a.PictureUrl).HasMaxLength(2000);
            row.Property(a => a.Language).HasMaxLength(10);
            row.Property(a => a.RichMenuKey).HasMaxLength(60);
        }
    }
}
