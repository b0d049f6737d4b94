using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Grants;

/// <summary>What is given by hand and may need a second person's yes.</summary>
public enum GrantKind
{
    /// <summary>Points for the members of a file.</summary>
    PointsFile,
    /// <summary>A correction of one member's points.</summary>
    PointsOfMember,
    /// <summary>A coupon for the members of a list.</summary>
    CouponList,
    /// <summary>A word everybody may know.</summary>
    PromoWord,
    /// <summary>Codes made here.</summary>
    MadeCodes,
    /// <summary>Codes brought by somebody else.</summary>
    ImportedCodes,
    /// <summary>One coupon for one member.</summary>
    CouponOfMember,
}

public enum GrantState
{
    /// <summary>Nothing has been given.</summary>
    Waiting,
    /// <summary>Somebody else has said yes.</summary>
    Approved,
    /// <summary>Turned down, or taken back by whoever asked.</summary>
    Ended,
    /// <summary>Given at once, being below the limit with whatever else the person gave that day.</summary>
    Within,
    /// <summary>Given at once above the limit: nobody else was there, and the number was written out.</summary>
    Typed,
}

/// <summary>Something of value that is given by hand. What waits for a second person never changes: what is approved is exactly what it holds.</summary>
public sealed class GrantRequest
{
    public long Id { get; init; }
    /// <summary>Number of the form it came from: sent twice, it is asked for once.</summary>
    public required string Form { get; init; }
    public required GrantKind Kind { get; init; }
    /// <summary>Code of the coupon, or reference of the member; null for a file of points.</summary>
    public string? Subject { get; init; }
    /// <summary>A <see cref="GrantContent"/> without its lines, as JSON, sealed.</summary>
    public required string ContentSealed { get; init; }
    /// <summary>The lines, sealed: phone numbers or codes. Gone as soon as nothing is to be given from them.</summary>
    public string? ListSealed { get; set; }
    /// <summary>Of the content, of whom it reaches, and of what it is worth by, as they were when it was asked for.</summary>
    public required string Hash { get; init; }
    /// <summary>Members, codes, points of a correction, or coupons of a word.</summary>
    public required long Count { get; init; }
    /// <summary>Most NT$ it can cost; null when nothing bounds it.</summary>
    public long? Liability { get; init; }
    public GrantState State { get; set; }
    public required long RequestedBy { get; init; }
    public required DateTime RequestedAt { get; init; }
    public long? DecidedBy { get; set; }
    public DateTime? DecidedAt { get; set; }
    /// <summary>When all of it had been given; null after approval means that giving was interrupted. Of what needed nobody, set only for codes.</summary>
    public DateTime? DoneAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<GrantRequest>
    {
        public void Configure(EntityTypeBuilder<GrantRequest> row)
        {
            row.Property(r => r.Form).HasMaxLength(40);
            row.HasIndex(r => r.Form).IsUnique();
            row.Property(r => r.Subject).HasMaxLength(40);
            row.Property(r => r.Hash).HasMaxLength(64);
            row.HasIndex(r => new { r.State, r.RequestedAt });
            row.HasIndex(r => new { r.RequestedBy, r.RequestedAt });
        }
    }
}

/// <summary>What a form said; of each kind only its own fields.</summary>
/// <param name="Text">Lines of a file or list.</param>
/// <param name="Name">Of a list of codes, the word, or the coupon for one member.</param>
/// <param name="Number">Codes to make, points of a correction, or the word's total.</param>
public sealed record GrantContent(string? Text = null, string? Reason = null, string? Name = null, long? Number = null, int? PerMember = null, DateOnly? From = null, DateOnly? Until = null);

/// <summary>What would be given, weighed.</summary>
/// <param name="Count">Members, codes, points or coupons: what is typed where nobody else is there to ask.</param>
/// <param name="Liability">Most NT$ it can cost; null when nothing bounds it.</param>
/// <param name="Meaning">Everything beside the content that decides who gets what and what it is worth.</param>
public sealed record GrantPlan(GrantKind Kind, string? Subject, GrantContent Content, long Count, long? Liability, string Meaning);
