using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>
/// Reads the members' timeline for what can change a menu: tier, tag, language, card. So no part of the product has to know that there
/// are menus.
/// </summary>
internal sealed class WatchMembers(LoyaltyDb db)
{
    // A transaction that began earlier may end later: its events appear below ids already seen.
    private const int Overlap = 1_000;
    private const int Most = 2 * FitRichMenus.MostByName;

    private static readonly string[] Kinds =
        [MemberEvents.Joined, MemberEvents.Bound, MemberEvents.ProfileChanged, MemberEvents.TagAdded, MemberEvents.TagRemoved, MemberEvents.TierChanged, MemberEvents.MenuChosen];

    /// <summary>How far the timeline was read.</summary>
    internal sealed class Place
    {
        public long? Last { get; set; }
        public HashSet<long> Seen { get; set; } = [];
    }

    /// <summary>Accounts to look at; null when they are so many that looking at everybody is simpler.</summary>
    public async Task<IReadOnlyCollection<long>?> ExecuteAsync(Place place, CancellationToken ct)
    {
        var newest = await db.MemberEvents.MaxAsync(e => (long?)e.Id, ct) ?? 0;
        if (place.Last is not { } last)
        {
            // Whatever was before, the first look at everybody has seen.
            place.Last = newest;
            place.Seen = [.. await EventsAfter(newest - Overlap).Select(e => e.Id).ToListAsync(ct)];
            return [];
        }
        var found = await EventsAfter(last - Overlap).OrderBy(e => e.Id).Select(e => new { e.Id, e.MemberId, e.LineAccountId }).Take(Most + Overlap).ToListAsync(ct);
        var fresh = found.Where(e => !place.Seen.Contains(e.Id)).ToList();
        (place.Last, place.Seen) = (newest, [.. found.Where(e => e.Id > newest - Overlap).Select(e => e.Id)]);
        if (fresh.Count >= Most) return null;
        var members = fresh.Select(e => e.MemberId).OfType<long>().Distinct().ToList();
        var accounts = fresh.Where(e => e.MemberId is null).Select(e => e.LineAccountId).OfType<long>().ToHashSet();
        foreach (var some in members.Chunk(FitRichMenus.MostByName))
        {
            accounts.UnionWith(await db.LineAccounts.Where(a => a.MemberId != null && some.Contains(a.MemberId.Value)).Select(a => a.Id).ToListAsync(ct));
        }
        return accounts;
    }

    private IQueryable<MemberEvent> EventsAfter(long id) => db.MemberEvents.AsNoTracking().Where(e => e.Id > id && Kinds.Contains(e.Kind));
}
