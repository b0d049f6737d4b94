using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LineLoyalty.Rewards.Draws;

/// <param name="Number">Place in the frozen list, from 1.</param>
/// <param name="Member">Whose it is; a member wins at most once.</param>
public sealed record DrawTicket(int Number, string Ref, long Member);

/// <summary>
/// Who wins. The formula, for anybody who wants to check a result:
/// <list type="number">
/// <item>Before: the published commitment is the SHA-256, in lower-case hex, of the seed's 64 characters (ASCII).</item>
/// <item>The frozen list: entries in the order in which they came, numbered from 1; its hash is the SHA-256 of their references, each followed by a line feed.</item>
/// <item>Every entry's lot is the SHA-256, in lower-case hex, of <c>seed:code:number:reference</c> (ASCII; code of the draw).</item>
/// <item>Entries are sorted by their lots as text. From the smallest on each wins the best prize that is left; further entries of a member who has won are passed over.</item>
/// </list>
/// Nothing else goes in: the same seed and the same list give the same winners, always and everywhere.
/// </summary>
public static class DecideDraw
{
    public static string CommitmentTo(string seed) => Hash(seed);

    public static string HashOf(IEnumerable<string> references) => Hash(string.Concat(references.Select(r => r + "\n")));

    public static string LotOf(string seed, string code, DrawTicket ticket) => Hash(string.Create(CultureInfo.InvariantCulture, $"{seed}:{code}:{ticket.Number}:{ticket.Ref}"));

    /// <param name="prizes">How many of each, the best first.</param>
    /// <returns>Number of the winning entry → index of its prize.</returns>
    public static IReadOnlyDictionary<int, int> Winners(string seed, string code, IReadOnlyList<DrawTicket> tickets, IReadOnlyList<int> prizes)
    {
        var left = new Queue<int>(prizes.SelectMany((count, index) => Enumerable.Repeat(index, count)));
        Dictionary<int, int> won = [];
        HashSet<long> members = [];
        foreach (var ticket in tickets.OrderBy(t => LotOf(seed, code, t), StringComparer.Ordinal))
        {
            if (left.Count == 0) break;
            if (members.Add(ticket.Member)) won[ticket.Number] = left.Dequeue();
        }
        return won;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
