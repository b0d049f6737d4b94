using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Tags;

/// <summary>Reads a file that names members by phone or card number, one a line.</summary>
public sealed class MemberList(LoyaltyDb db, Vault vault)
{
    public const int MostLines = 50_000;

    internal static List<(int Line, string? Card, string? Phone)> Read(string text, List<TagImportFault> faults)
    {
        List<(int, string?, string?)> keys = [];
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var first = line.ToString().Split(',', ';', '\t')[0].Trim().Trim('"', '\uFEFF');
            // A heading is no fault, nor is an empty line.
            if (first.Length == 0 || (number == 1 && !first.Any(char.IsAsciiDigit))) continue;
            var digits = first.Replace(" ", "", StringComparison.Ordinal);
            if (digits.Length == 16 && digits.All(char.IsAsciiDigit)) keys.Add((number, digits, null));
            else if (PhoneNumber.TryParse(first, out var phone)) keys.Add((number, null, phone));
            else faults.Add(new(number, "unreadable"));
            if (keys.Count >= MostLines) break;
        }
        return keys;
    }

    internal async Task<List<long>> FindAsync((int Line, string? Card, string? Phone)[] page, List<TagImportFault> faults, CancellationToken ct)
    {
        var cards = page.Where(k => k.Card is not null).Select(k => k.Card!).ToList();
        var phones = page.Where(k => k.Phone is not null).ToDictionary(k => k.Line, k => PhoneNumber.Index(vault, k.Phone!));
        var indexes = phones.Values.ToList();
        var byCard = await db.Members.Where(m => m.ErasedAt == null && cards.Contains(m.CardNumber)).ToDictionaryAsync(m => m.CardNumber, m => m.Id, ct);
        var byPhone = await db.Members.Where(m => m.ErasedAt == null && m.PhoneIndex != null && indexes.Contains(m.PhoneIndex)).ToDictionaryAsync(m => m.PhoneIndex!, m => m.Id, ct);
        List<long> found = [];
        foreach (var key in page)
        {
            if (key.Card is { } card ? byCard.TryGetValue(card, out var id) : byPhone.TryGetValue(phones[key.Line], out id)) found.Add(id);
            else faults.Add(new(key.Line, "not_found"));
        }
        return found;
    }
}
