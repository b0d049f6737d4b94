using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Outside;

/// <param name="Confirmed">A code sent there has come back, or staff wrote it down for the member: only then is it used.</param>
/// <param name="CanConfirm">An e-mail account is set up, so that a code can be sent.</param>
public sealed record EmailView(string? EmailMasked, bool Confirmed, bool CanConfirm)
{
    /// <summary>A code is on its way; another one can be had from then on.</summary>
    public DateTime? ResendAt { get; init; }
    public int CodeLength { get; init; } = EmailCode.Digits;
}

public static class EmailRefusals
{
    public static readonly Refusal Invalid = new("email.invalid", "This is not an e-mail address.", "電子郵件格式不正確。", StatusCodes.Status400BadRequest);
    public static readonly Refusal NotSent = new("email.not_sent", "The code could not be sent just now; please try again later.", "驗證碼暫時無法寄出，請稍後再試。");
    /// <summary>Facts: <c>resendAt</c>.</summary>
    public static readonly Refusal TooSoon = new("email.too_soon", "A code has just been sent; please look into your mailbox.", "驗證碼剛寄出，請先查看信箱。", StatusCodes.Status429TooManyRequests);
    /// <summary>Facts: <c>triesLeft</c>.</summary>
    public static readonly Refusal CodeWrong = new("email.code_wrong", "The code is wrong.", "驗證碼不正確。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal CodeExpired = new("email.code_expired", "This code is over; ask for another one.", "驗證碼已失效，請重新寄送。", StatusCodes.Status410Gone);
}

/// <summary>
/// Takes the address a member tells and proves it is theirs by a code sent to it. Until it is proved nothing else is sent there; without an
/// e-mail account it is kept as told, unconfirmed.
/// </summary>
public sealed class ConfirmEmail(LoyaltyDb db, IEnumerable<IOutsideSender> senders, AttemptLimits limits, Vault vault, IOptions<BrandOptions> brand, TimeProvider clock)
{
    private static readonly AttemptRule PerMember = new("email-member", 5, TimeSpan.FromDays(1));
    private static readonly AttemptRule PerAddress = new("email-to", 5, TimeSpan.FromDays(1));
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15), ResendAfter = TimeSpan.FromSeconds(60);

    private readonly IOutsideSender? sender = senders.FirstOrDefault(s => s is { Channel: OutsideChannel.Email, Available: true });

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task<EmailView> ReadAsync(long memberId, CancellationToken ct)
    {
        var now = Now;
        return View(await db.Members.AsNoTracking().SingleAsync(m => m.Id == memberId, ct), await db.EmailCodes.AsNoTracking().FirstOrDefaultAsync(c => c.MemberId == memberId && c.ExpiresAt > now, ct));
    }

    /// <param name="text">Empty takes the address off.</param>
    public async Task<Outcome<EmailView>> ChangeAsync(long memberId, string? text, CancellationToken ct)
    {
        string? address = null;
        if (!string.IsNullOrWhiteSpace(text))
        {
            if (!EmailAddress.TryParse(text, out var read)) return EmailRefusals.Invalid;
            address = read;
        }
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            if (await TakeAsync(memberId, ct) is not { ErasedAt: null } member) return MemberRefusals.NotFound;
            if ((member.EmailSealed is { } kept ? EmailAddress.Open(vault, kept) : null) != address)
            {
                (member.EmailSealed, member.EmailConfirmedAt) = (address is null ? null : EmailAddress.Seal(vault, address), null);
                db.Note(member, MemberEvents.EmailChanged, Now, new { removed = address is null, via = "liff" });
                await db.EmailCodes.Where(c => c.MemberId == memberId).ExecuteDeleteAsync(ct);
                await unit.CommitAsync(ct);
            }
        }
        db.ChangeTracker.Clear();
        var view = await ReadAsync(memberId, ct);
        return view is { EmailMasked: not null, Confirmed: false, CanConfirm: true, ResendAt: null } ? await SendAsync(memberId, ct) : view;
    }

    public async Task<Outcome<EmailView>> SendAsync(long memberId, CancellationToken ct)
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        OutsideLetter letter;
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            await db.LockMemberAsync(memberId, ct);
            var now = Now;
            var member = await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == memberId && m.ErasedAt == null, ct);
            if (member is not { EmailSealed: { } kept, EmailConfirmedAt: null } || sender is null) return await ReadAsync(memberId, ct);
            if (await db.EmailCodes.AsNoTracking().FirstOrDefaultAsync(c => c.MemberId == memberId, ct) is { } before && now < before.SentAt + ResendAfter) return EmailRefusals.TooSoon.With(("resendAt", before.SentAt + ResendAfter));
            var address = EmailAddress.Open(vault, kept);
            if (await limits.TakeAsync(PerMember, memberId.ToString(CultureInfo.InvariantCulture), ct) is { } refusal) return refusal;
            if (await limits.TakeAsync(PerAddress, vault.Index("email-to", address.ToUpperInvariant()), ct) is { } full) return full;
            await db.EmailCodes.Where(c => c.MemberId == memberId).ExecuteDeleteAsync(ct);
            db.EmailCodes.Add(new EmailCode { MemberId = memberId, CodeHash = HashOf(memberId, address, code), SentAt = now, ExpiresAt = now + Lifetime });
            await db.SaveChangesAsync(ct);
            await unit.CommitAsync(ct);
            letter = Letter(member, address, code, now);
        }
        db.ChangeTracker.Clear();
        if ((await sender.SendAsync(letter, ct)).Verdict is OutsideVerdict.Accepted or OutsideVerdict.Unknown) return await ReadAsync(memberId, ct);
        await using var undo = await db.BeginWriteAsync(ct);
        await db.EmailCodes.Where(c => c.MemberId == memberId).ExecuteDeleteAsync(ct);
        await undo.CommitAsync(ct);
        return EmailRefusals.NotSent;
    }

    public async Task<Outcome<EmailView>> ConfirmAsync(long memberId, string? code, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await TakeAsync(memberId, ct) is not { ErasedAt: null } member) return MemberRefusals.NotFound;
        if (member.EmailConfirmedAt is not null) return View(member, null);
        var now = Now;
        if (member.EmailSealed is null || await db.EmailCodes.SingleOrDefaultAsync(c => c.MemberId == memberId && c.ExpiresAt > now, ct) is not { } open) return EmailRefusals.CodeExpired;
        if (open.Tries >= EmailCode.MostTries) return MemberRefusals.TooManyTries;
        var typed = HashOf(memberId, EmailAddress.Open(vault, member.EmailSealed), (code ?? "").Trim());
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(typed), Encoding.ASCII.GetBytes(open.CodeHash)))
        {
            // The try counts although it is refused; the member's lock lets no two share one.
            open.Tries++;
            await unit.CommitAsync(ct);
            return EmailRefusals.CodeWrong.With(("triesLeft", EmailCode.MostTries - open.Tries));
        }
        member.EmailConfirmedAt = now;
        db.EmailCodes.Remove(open);
        db.Note(member, MemberEvents.EmailConfirmed, now, new { via = "liff" });
        await unit.CommitAsync(ct);
        return View(member, null);
    }

    private async Task<Member?> TakeAsync(long memberId, CancellationToken ct)
    {
        await db.LockMemberAsync(memberId, ct);
        return await db.Members.FirstOrDefaultAsync(m => m.Id == memberId, ct);
    }

    private OutsideLetter Letter(Member member, string address, string code, DateTime now)
    {
        var (english, name) = (member.Language == Languages.English, brand.Value.Name);
        return new OutsideLetter(string.Create(CultureInfo.InvariantCulture, $"email-code:{member.Id}:{now.Ticks}"), address,
            english ? $"{name}: your code is {code}" : $"{name} 驗證碼 {code}",
            english ? $"Your code is {code}. It is good for 15 minutes. If you did not ask for it, nothing needs to be done."
                : $"您的電子郵件驗證碼是 {code}，15 分鐘內有效。如果不是您本人操作，請忽略這封信。");
    }

    private EmailView View(Member member, EmailCode? code) =>
        new(EmailAddress.MaskOf(vault, member.EmailSealed), member is { EmailSealed: not null, EmailConfirmedAt: not null }, sender is not null) { ResendAt = code?.SentAt + ResendAfter };

    private string HashOf(long memberId, string address, string code) => vault.Index("email-code", string.Create(CultureInfo.InvariantCulture, $"{memberId}:{address}:{code}"));
}
