using System.Security.Cryptography;
using System.Text.Json;
using Line.Messaging;
using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Account;

/// <summary>
/// Ties a staff member to their own LINE account, which then gets their test sends. Whoever reads the code on that phone proves it is theirs,
/// so tests can never be aimed at a customer.
/// </summary>
public sealed class PairTestAccount(LoyaltyDb db, Vault vault, BrandTime time, Outbox outbox, AttemptLimits limits, ManageStaff staff)
{
    public static readonly Refusal CodeWrong = new("staff.pairing_wrong", "The code is wrong or too old. Ask for a new one.", "驗證碼不正確或已過期，請重新取得。", 400);

    private const int MostTries = 5;
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);
    private static readonly AttemptRule Codes = new("test-pairing", 5, TimeSpan.FromHours(1));

    /// <param name="text">Own phone number in any writing, or own card number.</param>
    public async Task<Outcome<string>> SendCodeAsync(long staffId, string? text, CancellationToken ct)
    {
        var digits = (text ?? "").Replace(" ", "", StringComparison.Ordinal);
        var members = db.Members.Where(m => m.ErasedAt == null);
        if (PhoneNumber.TryParse(text, out var phone))
        {
            var index = PhoneNumber.Index(vault, phone);
            members = members.Where(m => m.PhoneIndex == index);
        }
        else
        {
            members = members.Where(m => m.CardNumber == digits);
        }
        await using var unit = await db.BeginWriteAsync(ct);
        if (await limits.TakeAsync(Codes, $"staff:{staffId}", ct) is { } tooMany) return tooMany;
        var account = await db.LineAccounts.FirstOrDefaultAsync(a => a.Friend && members.Any(m => m.Id == a.MemberId), ct);
        if (account is null)
        {
            await unit.CommitAsync(ct); // the try counts
            return CampaignRefusals.CannotReceive;
        }
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
        await ForgetAsync(staffId, ct);
        db.Settings.Add(new Setting { Key = Key(staffId), Value = JsonSerializer.Serialize(new Pairing(account.Id, Hash(staffId, code), time.Now + Validity, 0)) });
        outbox.Push(account.Id, account.MemberId, DeliveryPurpose.Service, "test-pairing", null,
            [new TextMessage($"後台測試帳號驗證碼 Back office test code：{code}\n5 分鐘內有效，若不是您本人操作請忽略。")]);
        await unit.CommitAsync(ct);
        return code;
    }

    public async Task<Outcome<long>> ConfirmAsync(long staffId, string? code, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var key = Key(staffId);
        var row = await db.Settings.SingleOrDefaultAsync(s => s.Key == key, ct);
        var pairing = row is null ? null : JsonSerializer.Deserialize<Pairing>(row.Value);
        if (pairing is null || pairing.Until <= time.Now || pairing.Tries >= MostTries) return CodeWrong;
        if (!CryptographicOperations.FixedTimeEquals(Convert.FromHexString(pairing.Hash), Convert.FromHexString(Hash(staffId, (code ?? "").Trim()))))
        {
            row!.Value = JsonSerializer.Serialize(pairing with { Tries = pairing.Tries + 1 });
            await unit.CommitAsync(ct);
            return CodeWrong;
        }
        await ForgetAsync(staffId, ct);
        await staff.SaveSettingsAsync(staffId, null, pairing.Account, ct);
        db.AuditEntries.Add(new AuditEntry { At = time.Now, StaffId = staffId, Action = "staff.test_account_paired" });
        await unit.CommitAsync(ct);
        return pairing.Account;
    }

    private Task<int> ForgetAsync(long staffId, CancellationToken ct)
    {
        var key = Key(staffId);
        return db.Settings.Where(s => s.Key == key).ExecuteDeleteAsync(ct);
    }

    private string Hash(long staffId, string code) =>
        Convert.ToHexString(HMACSHA256.HashData(vault.Derive("test-pairing"), System.Text.Encoding.UTF8.GetBytes($"{staffId}:{code}")));

    private static string Key(long staffId) => $"staff.test-pairing.{staffId}";

    private sealed record Pairing(long Account, string Hash, DateTime Until, int Tries);
}
