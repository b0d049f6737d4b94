using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Liff;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Join;

/// <param name="Challenge">Names the code that was sent; worth nothing without it.</param>
public sealed record CodeSent(string Challenge, string PhoneMasked, DateTime ExpiresAt, DateTime ResendAt);

/// <summary>
/// One-time codes that prove somebody holds a mobile number. A code is bound to the LINE account, the number and this purpose, lives five
/// minutes and five tries, and is rationed per account, number, address and day.
/// </summary>
public sealed class ProveNumber(LoyaltyDb db, TimeProvider clock, Vault vault, AttemptLimits limits, ISmsSender sms, IOptions<SmsOptions> options, IOptions<BrandOptions> brand)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ChallengeLifetime = TimeSpan.FromMinutes(30);

    private static readonly AttemptRule PerAccount = new("otp-account", 5, TimeSpan.FromDays(1));
    private static readonly AttemptRule PerNumber = new("otp-number", 5, TimeSpan.FromDays(1));
    private static readonly AttemptRule PerAddress = new("otp-address", 20, TimeSpan.FromHours(1));

    /// <summary>Sends a code to the form's number and keeps the form until it comes back.</summary>
    public async Task<Outcome<CodeSent>> AskAsync(LiffSession session, JoinForm form, IPAddress? address, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var phoneIndex = PhoneNumber.Index(vault, form.Phone);
        var row = new OneTimeCode
        {
            Challenge = Secret.New(),
            LineAccountId = session.LineAccountId,
            PhoneIndex = phoneIndex,
            CodeHash = "",
            FormSealed = form.Seal(vault),
            CreatedAt = now,
            SentAt = now,
            ExpiresAt = now + Lifetime,
        };
        string? code = null;
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            var open = await OpenCodeAsync(session.LineAccountId, phoneIndex, now, ct);
            if (open is not null && now < open.SentAt + ResendAfter)
            {
                // The form came again within the minute (double tap, a corrected name): the code on its way serves the newer form.
                (row.CodeHash, row.SentAt, row.ExpiresAt, row.Tries) = (open.CodeHash, open.SentAt, open.ExpiresAt, open.Tries);
            }
            else
            {
                if (await RationAsync(session.LineAccountId, phoneIndex, address, ct) is { } refusal) return refusal;
                // Without a way to send, the ration still counts: it bounds how many numbers one account can ask about.
                if (sms.Available) row.CodeHash = HashOf(session.LineAccountId, phoneIndex, code = NewCode());
            }
            await CloseOpenCodesAsync(session.LineAccountId, now, ct);
            if (sms.Available) db.OneTimeCodes.Add(row);
            await unit.CommitAsync(ct);
        }
        if (!sms.Available) return JoinRefusals.AskStaff;
        return code is null || await SendAsync(form, row, code, ct) ? Sent(row, form) : JoinRefusals.NotSent;
    }

    /// <summary>Sends another code for the same form; the one before is void.</summary>
    public async Task<Outcome<CodeSent>> ResendAsync(LiffSession session, string? challenge, IPAddress? address, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var code = NewCode();
        OneTimeCode row;
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            var found = await FindAsync(session, challenge, ct);
            if (found is null || found.UsedAt is not null || now >= found.CreatedAt + ChallengeLifetime) return JoinRefusals.CodeExpired;
            row = found;
            if (now < row.SentAt + ResendAfter) return JoinRefusals.TooSoon.With(("resendAt", row.SentAt + ResendAfter));
            if (await RationAsync(session.LineAccountId, row.PhoneIndex, address, ct) is { } refusal) return refusal;
            var hash = HashOf(session.LineAccountId, row.PhoneIndex, code);
            var until = now + Lifetime;
            var before = row.SentAt;
            var taken = await db.OneTimeCodes.Where(c => c.Id == row.Id && c.SentAt == before && c.UsedAt == null).ExecuteUpdateAsync(s => s
                .SetProperty(c => c.CodeHash, hash).SetProperty(c => c.SentAt, now).SetProperty(c => c.ExpiresAt, until).SetProperty(c => c.Tries, 0), ct);
            if (taken == 0) return JoinRefusals.TooSoon.With(("resendAt", now + ResendAfter));
            await unit.CommitAsync(ct);
            (row.SentAt, row.ExpiresAt) = (now, until);
        }
        var form = JoinForm.Open(vault, row.FormSealed);
        return await SendAsync(form, row, code, ct) ? Sent(row, form) : JoinRefusals.NotSent;
    }

    /// <summary>
    /// Checks a code inside the caller's unit and uses it up. The try is counted before the code is looked at, so that guesses sent at once
    /// cannot share a try; on <see cref="JoinRefusals.CodeWrong"/> the caller commits that count.
    /// </summary>
    public async Task<Outcome<JoinForm>> CheckAsync(LiffSession session, string? challenge, string? code, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await FindAsync(session, challenge, ct) is not { UsedAt: null } row || now >= row.ExpiresAt) return JoinRefusals.CodeExpired;
        var live = db.OneTimeCodes.Where(c => c.Id == row.Id && c.UsedAt == null && c.ExpiresAt > now);
        if (await live.Where(c => c.Tries < OneTimeCode.MaxTries).ExecuteUpdateAsync(s => s.SetProperty(c => c.Tries, c => c.Tries + 1), ct) == 0) return JoinRefusals.TooMany;
        var current = await live.Select(c => new { c.CodeHash, c.Tries }).FirstOrDefaultAsync(ct);
        if (current is null) return JoinRefusals.CodeExpired;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(row.LineAccountId, row.PhoneIndex, (code ?? "").Trim())), Encoding.ASCII.GetBytes(current.CodeHash)))
        {
            return JoinRefusals.CodeWrong.With(("triesLeft", OneTimeCode.MaxTries - current.Tries));
        }
        return await live.ExecuteUpdateAsync(s => s.SetProperty(c => c.UsedAt, now), ct) == 1
            ? JoinForm.Open(vault, row.FormSealed)
            : JoinRefusals.CodeExpired;
    }

    private Task<OneTimeCode?> FindAsync(LiffSession session, string? challenge, CancellationToken ct) =>
        challenge is not { Length: 43 }
            ? Task.FromResult<OneTimeCode?>(null)
            : db.OneTimeCodes.AsNoTracking().FirstOrDefaultAsync(c => c.Challenge == challenge && c.LineAccountId == session.LineAccountId, ct);

    private Task<OneTimeCode?> OpenCodeAsync(long account, string phoneIndex, DateTime now, CancellationToken ct) =>
        db.OneTimeCodes.AsNoTracking().Where(c => c.LineAccountId == account && c.PhoneIndex == phoneIndex && c.UsedAt == null && c.ExpiresAt > now)
            .OrderByDescending(c => c.Id).FirstOrDefaultAsync(ct);

    // One open code per account: the page shows one form.
    private Task<int> CloseOpenCodesAsync(long account, DateTime now, CancellationToken ct) =>
        db.OneTimeCodes.Where(c => c.LineAccountId == account && c.UsedAt == null && c.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.ExpiresAt, now), ct);

    private async Task<Refusal?> RationAsync(long account, string phoneIndex, IPAddress? address, CancellationToken ct)
    {
        var perDay = new AttemptRule("otp-all", options.Value.MessagesPerDay, TimeSpan.FromDays(1));
        foreach (var (rule, subject) in new[]
        {
            (PerAccount, account.ToString(CultureInfo.InvariantCulture)), (PerNumber, phoneIndex), (PerAddress, limits.Subject(address)), (perDay, "all"),
        })
        {
            if (await limits.TakeAsync(rule, subject, ct) is { } refused) return JoinRefusals.TooMany with { Facts = refused.Facts };
        }
        return null;
    }

    private async Task<bool> SendAsync(JoinForm form, OneTimeCode row, string code, CancellationToken ct)
    {
        if (await sms.SendAsync(new SmsMessage(form.Phone, JoinMessages.CodeText(brand.Value, form.Language, code), row.LineAccountId), ct)) return true;
        // Nothing went out, so nothing has to be waited for: the next try may send at once.
        var (gone, free) = (clock.GetUtcNow().UtcDateTime, row.SentAt - ResendAfter);
        await using var unit = await db.BeginWriteAsync(ct);
        await db.OneTimeCodes.Where(c => c.Id == row.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.ExpiresAt, gone).SetProperty(c => c.SentAt, free), ct);
        await unit.CommitAsync(ct);
        return false;
    }

    private static string NewCode() => RandomNumberGenerator.GetString("0123456789", OneTimeCode.Digits);

    private string HashOf(long account, string phoneIndex, string code) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(vault.Derive("one-time-code:join"), Encoding.UTF8.GetBytes($"{account}:{phoneIndex}:{code}")));

    private static CodeSent Sent(OneTimeCode row, JoinForm form) =>
        new(row.Challenge, PhoneNumber.Mask(form.Phone), row.ExpiresAt, row.SentAt + ResendAfter);
}
