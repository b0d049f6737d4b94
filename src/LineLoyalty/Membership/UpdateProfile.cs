using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>What a member may change; null leaves a field as it is.</summary>
public sealed record ProfileChange
{
    /// <summary>As <see cref="Names.TryClean"/> gave it.</summary>
    public string? Name { get; init; }
    public Gender? Gender { get; init; }
    /// <summary>The member would rather not say any more.</summary>
    public bool ForgetGender { get; init; }
    public string? Language { get; init; }
    public Birthday? Birthday { get; init; }
}

/// <summary>Somebody outside this area who acts when a member has changed their profile, in the same unit.</summary>
public interface IProfileObserver
{
    Task ChangedAsync(Member member, CancellationToken ct);
}

/// <summary>Changes what a member told about themselves. The birthday can be told once: it is worth a gift every year.</summary>
public sealed class UpdateProfile(LoyaltyDb db, TimeProvider clock, IEnumerable<IProfileObserver> observers)
{
    public async Task<Outcome<Member>> ExecuteAsync(long memberId, ProfileChange change, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        await db.LockMemberAsync(memberId, ct);
        var member = await db.Members.FirstOrDefaultAsync(m => m.Id == memberId && m.ErasedAt == null, ct);
        if (member is null) return MemberRefusals.NotFound;

        var changed = new List<string>();
        if (change.Birthday is { } birthday && birthday != new Birthday(member.BirthYear, member.BirthMonth ?? 0, member.BirthDay ?? 0))
        {
            if (member.BirthMonth is not null) return MemberRefusals.BirthdayFixed;
            (member.BirthYear, member.BirthMonth, member.BirthDay) = (birthday.Year, birthday.Month, birthday.Day);
            changed.Add("birthday");
        }
        if (change.Name is { } name && name != member.Name)
        {
            member.Name = name;
            changed.Add("name");
        }
        var gender = change.ForgetGender ? null : change.Gender ?? member.Gender;
        if (gender != member.Gender)
        {
            member.Gender = gender;
            changed.Add("gender");
        }
        if (change.Language is { } language && language != member.Language)
        {
            member.Language = language;
            changed.Add("language");
        }
        if (changed.Count > 0) db.Note(member, MemberEvents.ProfileChanged, clock.GetUtcNow().UtcDateTime, new { fields = changed });
        if (changed.Count > 0)
        {
            foreach (var observer in observers) await observer.ChangedAsync(member, ct);
        }
        await unit.CommitAsync(ct);
        return member;
    }
}
