using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing;

public enum ApprovalNeed
{
    None,
    SecondPerson,
    /// <summary>Approval is due, but nobody else may give it: whoever acts writes the number out.</summary>
    TypedCount,
}

/// <summary>What every approval by a second person has in common.</summary>
internal static class SecondPerson
{
    /// <summary>Somebody else, or, where there is nobody, the number written out.</summary>
    /// <param name="authors">Those who may not approve it.</param>
    public static async Task<ApprovalNeed> OrTypedCountAsync(LoyaltyDb db, CancellationToken ct, params long[] authors) =>
        await db.StaffAccounts.AnyAsync(s => s.DisabledAt == null && s.Role != StaffRole.Clerk && !authors.Contains(s.Id), ct) ? ApprovalNeed.SecondPerson : ApprovalNeed.TypedCount;

    /// <summary>Of everything an approval is bound to.</summary>
    public static string HashOf(params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(p => $"{p.Length}:{p}")))));
}
