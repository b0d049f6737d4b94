using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>
/// A menu of the brand: one or more tabs under the chat, for the people it is meant for. The marketer edits the draft; what people see
/// is the live copy, made when the menu is published.
/// </summary>
public sealed class Menu : IVersioned
{
    public const int LongestName = 40;

    public long Id { get; init; }
    public required string Name { get; set; }
    /// <summary>The first menu in this order that fits a person is theirs.</summary>
    public required int Rank { get; set; }
    /// <summary><see cref="MenuContent"/> as JSON.</summary>
    public required string Draft { get; set; }
    /// <summary>The draft as it was published; null while the menu is nobody's.</summary>
    public string? Live { get; set; }
    public DateTime? LiveAt { get; set; }
    /// <summary>When LINE had all of <see cref="Live"/>.</summary>
    public DateTime? TakenAt { get; set; }
    /// <summary>Why LINE would not take it, in LINE's words; null when it did or was not asked yet.</summary>
    public string? Refusal { get; set; }
    public required DateTime CreatedAt { get; init; }
    public long Version { get; set; }

    public MenuState State =>
        Live is null ? MenuState.Off
        : Refusal is not null ? MenuState.Refused
        : TakenAt is null || TakenAt < LiveAt ? MenuState.Publishing
        : MenuState.On;

    /// <summary>What people see is not what the marketer last saved.</summary>
    public bool HasChanges => Live is not null && Live != Draft;

    internal sealed class Mapping : IEntityTypeConfiguration<Menu>
    {
        public void Configure(EntityTypeBuilder<Menu> row)
        {
            row.Property(m => m.Name).HasMaxLength(LongestName);
            row.Property(m => m.Refusal).HasMaxLength(500);
            row.Property(m => m.Version).IsConcurrencyToken();
        }
    }
}

public enum MenuState { Off, Publishing, On, Refused }

/// <summary>A picture somebody uploaded or drew, known by its content.</summary>
public sealed class MenuImage
{
    /// <summary>SHA-256, lower-case hex.</summary>
    public required string Hash { get; init; }
    public required string ContentType { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public required byte[] Bytes { get; init; }
    public required DateTime AddedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<MenuImage>
    {
        public void Configure(EntityTypeBuilder<MenuImage> row)
        {
            row.HasKey(i => i.Hash);
            row.Property(i => i.Hash).HasMaxLength(64);
            row.Property(i => i.ContentType).HasMaxLength(20);
        }
    }
}

/// <summary>One tab of a menu in one language, as LINE has it.</summary>
public sealed class RichMenuPublication
{
    public required string RichMenuId { get; init; }
    public required long MenuId { get; init; }
    /// <summary>Place in the menu; people are given the first one.</summary>
    public required int Tab { get; set; }
    public required string Language { get; init; }
    public required string ContentHash { get; init; }
    public required PublicationState State { get; set; }
    public required DateTime PublishedAt { get; init; }
    public DateTime? RetiredAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RichMenuPublication>
    {
        public void Configure(EntityTypeBuilder<RichMenuPublication> row)
        {
            row.HasKey(p => p.RichMenuId);
            row.Property(p => p.RichMenuId).HasMaxLength(64);
            row.Property(p => p.Language).HasMaxLength(10);
            row.Property(p => p.ContentHash).HasMaxLength(64);
            row.HasIndex(p => p.MenuId);
        }
    }
}

public enum PublicationState
{
    /// <summary>LINE has it; the menu's other tabs are still on their way.</summary>
    Ready,
    /// <summary>People are given it.</summary>
    Current,
    /// <summary>Replaced; removed once nobody has it any more.</summary>
    Retired,
}
