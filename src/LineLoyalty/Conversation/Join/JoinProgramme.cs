using System.Globalization;
using System.Net;
using LineLoyalty.Data;
using LineLoyalty.Liff;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Marketing.Sources;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.Join;

/// <param name="Code">Set when the number belongs to a member already: only a code sent to it gets that card.</param>
public sealed record JoinAnswer(long? MemberId, CodeSent? Code);

/// <summary>
/// Makes a member of the LINE account behind a LIFF session. A number that is known already, whoever it belongs to, never merges by typing:
/// it takes a code sent to that number (see docs/decisions/0006-claiming-a-card.md).
/// </summary>
public sealed class JoinProgramme(
    LoyaltyDb db, TimeProvider clock, Vault vault, RegisterMember register, BindLineAccount bind, ChooseMarketing choose, ProveNumber prove, WelcomeMember welcome,
    AttemptLimits limits, EvaluateTier tiers, NoteSource sources, NoteReferral referrals, IEnumerable<IProfileObserver> observers)
{
    public async Task<Outcome<JoinAnswer>> ExecuteAsync(LiffSession session, JoinForm form, IPAddress? address, CancellationToken ct)
    {
        if (session.MemberId is { } already) return new JoinAnswer(already, null);
        var phoneIndex = PhoneNumber.Index(vault, form.Phone);
        if (!await db.Members.AnyAsync(m => m.PhoneIndex == phoneIndex, ct))
        {
            var created = await CreateAsync(session, form, ct);
            if (created.Refusal != MemberRefusals.PhoneTaken) return created;
        }
        // The form may have come twice: then the number is taken by this very account.
        if (await BoundMemberAsync(session.LineAccountId, ct) is { } mine) return new JoinAnswer(mine, null);
        return (await prove.AskAsync(session, form, address, ct)).Succeeded(out var sent, out var refusal) ? new JoinAnswer(null, sent) : refusal;
    }

    /// <summary>Gives the card of a proven number to the session's LINE account.</summary>
    public async Task<Outcome<JoinAnswer>> ConfirmAsync(LiffSession session, string? challenge, string? code, IPAddress? address, CancellationToken ct)
    {
        if (session.MemberId is { } already) return new JoinAnswer(already, null);
        var account = session.LineAccountId.ToString(CultureInfo.InvariantCulture);
        (AttemptRule Rule, string Subject)[] counters =
            [(AttemptRules.Member, account), (AttemptRules.MemberPerDay, account), (AttemptRules.Address, limits.Subject(address))];
        foreach (var (rule, subject) in counters)
        {
            if (await limits.RefuseAsync(rule, subject, ct) is { } paused) return JoinRefusals.TooMany with { Facts = paused.Facts };
        }
        var answer = await ConfirmOnceAsync(session, challenge, code, ct);
        if (answer.Refusal?.Code != JoinRefusals.CodeWrong.Code) return answer;
        foreach (var (rule, subject) in counters) await limits.CountAsync(rule, subject, ct);
        return answer;
    }

    private async Task<Outcome<JoinAnswer>> ConfirmOnceAsync(LiffSession session, string? challenge, string? code, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!(await prove.CheckAsync(session, challenge, code, ct)).Succeeded(out var form, out var refusal))
        {
            if (refusal.Code == JoinRefusals.CodeWrong.Code) await unit.CommitAsync(ct);
            return refusal;
        }
        var phoneIndex = PhoneNumber.Index(vault, form.Phone);
        var owner = await db.Members.Where(m => m.PhoneIndex == phoneIndex).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct);
        // The card may have been erased, or given another number, while the code was on its way.
        var answer = owner is { } id ? await ClaimAsync(id, session, form, ct) : await CreateAsync(session, form, ct);
        if (answer.Refusal is null) await unit.CommitAsync(ct);
        return answer;
    }

    private async Task<Outcome<JoinAnswer>> CreateAsync(LiffSession session, JoinForm form, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var person = new NewMember(form.Name, form.Phone)
        {
            Birthday = form.Birthday,
            Gender = form.Gender,
            Language = form.Language,
            Source = form.Source,
            ConsentVersion = form.ConsentVersion,
            MarketingOptIn = form.MarketingOptIn,
        };
        if (!(await register.ExecuteAsync(person, ct)).Succeeded(out var member, out var refusal)) return refusal;
        await tiers.JoinAsync(member, ct);
        if (!(await bind.ExecuteAsync(member.Id, session.LineAccountId, move: false, ct)).Succeeded(out var bound, out refusal)) return refusal;
        await referrals.ExecuteAsync(bound.Member, session.LineAccountId, form.Device, ct);
        await sources.ExecuteAsync(bound.Member, ct);
        await welcome.ExecuteAsync(bound, returning: false, ct);
        // The form may have told all there is to tell.
        foreach (var observer in observers) await observer.ChangedAsync(bound.Member, ct);
        await unit.CommitAsync(ct);
        return new JoinAnswer(member.Id, null);
    }

    private async Task<Outcome<JoinAnswer>> ClaimAsync(long memberId, LiffSession session, JoinForm form, CancellationToken ct)
    {
        if (!(await bind.ExecuteAsync(memberId, session.LineAccountId, move: true, ct)).Succeeded(out var bound, out var refusal)) return refusal;
        var (member, now) = (bound.Member, clock.GetUtcNow().UtcDateTime);
        // What the brand knew stays; the form fills what was missing.
        if (member.BirthMonth is null && form.Birthday is { } birthday) (member.BirthYear, member.BirthMonth, member.BirthDay) = (birthday.Year, birthday.Month, birthday.Day);
        member.Gender ??= form.Gender;
        member.JoinSource ??= form.Source;
        member.Language = form.Language;
        (member.ConsentVersion, member.ConsentAt) = (form.ConsentVersion, now);
        db.Note(member, MemberEvents.ConsentGiven, now, new { version = form.ConsentVersion }, session.LineAccountId);
        if ((await choose.ExecuteAsync(memberId, form.MarketingOptIn, "join", ct)).Refusal is { } unheard) return unheard;
        await welcome.ExecuteAsync(bound, returning: true, ct);
        foreach (var observer in observers) await observer.ChangedAsync(member, ct);
        return new JoinAnswer(memberId, null);
    }

    private Task<long?> BoundMemberAsync(long lineAccountId, CancellationToken ct) =>
        db.LineAccounts.Where(a => a.Id == lineAccountId).Select(a => a.MemberId).FirstOrDefaultAsync(ct);
}
