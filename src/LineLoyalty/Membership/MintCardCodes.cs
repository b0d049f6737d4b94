using System.Security.Cryptography;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>One 30-second step of the member card.</summary>
/// <param name="To">When the page shows the next one; the till takes this one for another 30 seconds.</param>
public sealed record CardCode(DateTime From, DateTime To, string Identify, string? Barcode);

internal static class Barcodes
{
    public const int Length = 16;

    /// <summary>For how long they are known after their minute: an offline till sends what it scanned days later.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(4);

    /// <summary>16 random digits, of which the first is 0: no card number starts so.</summary>
    public static string New() => "0" + RandomNumberGenerator.GetString("0123456789", Length - 1);
}

/// <summary>Makes the next ten minutes of a card: signed QR texts, and barcodes kept as rows because 16 digits have no room for a signature.</summary>
public sealed class MintCardCodes(LoyaltyDb db, TimeProvider clock, MemberCodes codes)
{
    public const int Steps = 20;
    private const int StepsAhead = 30;

    public async Task<IReadOnlyList<CardCode>> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var first = new DateTime(now.Ticks - now.Ticks % MemberCodes.Step.Ticks, DateTimeKind.Utc);
        var starts = Enumerable.Range(0, Steps).Select(i => first + i * MemberCodes.Step).ToList();
        var barcodes = await BarcodesAsync(memberId, starts, now, ct);
        return [.. starts.Select(from => new CardCode(from, from + MemberCodes.Step, codes.Mint(CodePurpose.Identify, memberId, from).Text, barcodes[from]))];
    }

    // Barcodes are made for five minutes more than is shown: a card opened again soon writes nothing.
    private async Task<Dictionary<DateTime, string>> BarcodesAsync(long memberId, List<DateTime> starts, DateTime now, CancellationToken ct)
    {
        var known = await db.Barcodes.AsNoTracking().Where(b => b.MemberId == memberId && b.ValidFrom >= starts[0])
            .Select(b => new { b.ValidFrom, b.Digits }).ToListAsync(ct);
        var byStart = known.GroupBy(b => b.ValidFrom).ToDictionary(g => g.Key, g => g.First().Digits);
        if (starts.All(byStart.ContainsKey)) return byStart;

        await using var unit = await db.BeginWriteAsync(ct);
        var old = now - Barcodes.KeptFor;
        await db.Barcodes.Where(b => b.MemberId == memberId && b.ValidTo < old).ExecuteDeleteAsync(ct);
        for (var i = 0; i < StepsAhead; i++)
        {
            var start = starts[0] + i * MemberCodes.Step;
            if (byStart.ContainsKey(start)) continue;
            var digits = byStart[start] = Barcodes.New();
            db.Barcodes.Add(new Barcode { Digits = digits, MemberId = memberId, ValidFrom = start, ValidTo = start + MemberCodes.Lifetime });
        }
        await unit.CommitAsync(ct);
        return byStart;
    }
}
