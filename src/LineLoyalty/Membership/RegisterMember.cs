using System.Security.Cryptography;
using System.Text.Json;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <param name="Name">As <see cref="Names.TryClean"/> gave it.</param>
/// <param name="Phone">Canonical, see <see cref="PhoneNumber.TryParse"/>; null for a card without a number.</param>
public sealed record NewMember(string Name, string? Phone)
{
    public Birthday? Birthday { get; init; }
    public Gender? Gender { get; init; }
    public string Language { get; init; } = Languages.Chinese;
    public string? Source { get; init; }
    /// <summary>Version of the notice the person agreed to; null when somebody else entered the data.</summary>
    public string? ConsentVersion { get; init; }
    public bool MarketingOptIn { get; init; }
}

/// <summary>Puts a person into the programme with an empty card. The tier everybody starts in is opened by the caller (Rewards).</summary>
public sealed class RegisterMember(LoyaltyDb db, TimeProvider clock, Vault vault)
{
    public async Task<Outcome<Member>> ExecuteAsync(NewMember person, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var phoneIndex = person.Phone is null ? null : PhoneNumber.Index(vault, person.Phone);
        if (phoneIndex is not null && await db.Members.AnyAsync(m => m.PhoneIndex == phoneIndex, ct)) return MemberRefusals.PhoneTaken;

        await using var unit = await db.BeginWriteAsync(ct);
        var member = new Member
        {
            Ref = NewRef(),
            CardNumber = CardNumbers.New(),
            Name = person.Name,
            PhoneSealed = person.Phone is null ? null : PhoneNumber.Seal(vault, person.Phone),
            PhoneIndex = phoneIndex,
            BirthYear = person.Birthday?.Year,
            BirthMonth = person.Birthday?.Month,
            BirthDay = person.Birthday?.Day,
            Gender = person.Gender,
            Language = person.Language,
            JoinedAt = now,
            JoinSource = person.Source,
            ConsentVersion = person.ConsentVersion,
            ConsentAt = person.ConsentVersion is null ? null : now,
            MarketingOptIn = person.MarketingOptIn,
            MarketingChangedAt = person.ConsentVersion is null ? null : now,
        };
        db.Members.Add(member);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // 64 and 50 random bits do not collide: it is the number, taken since we looked.
            return MemberRefusals.PhoneTaken;
        }
        db.Note(member, MemberEvents.Joined, now, new { source = person.Source });
        if (person.ConsentVersion is not null) db.Note(member, MemberEvents.ConsentGiven, now, new { version = person.ConsentVersion });
        if (person.MarketingOptIn) db.Note(member, MemberEvents.MarketingOptedIn, now, new { via = "join" });
        await unit.CommitAsync(ct);
        return member;
    }

    /// <summary>64 random bits in hex.</summary>
    public static string NewRef() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}

internal static class Timeline
{
    /// <summary>Adds a line to the member's timeline; ids and numbers only, never personal data.</summary>
    public static void Note(this LoyaltyDb db, Member member, string kind, DateTime at, object? data = null, long? lineAccountId = null) =>
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = member.Id,
            LineAccountId = lineAccountId,
            Kind = kind,
            At = at,
            Data = data is null ? null : JsonSerializer.Serialize(data, Json),
        });

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
