using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <summary>What the member list is asked for; all of it stands in the address.</summary>
public sealed record MemberFilter
{
    /// <summary>Part of a name, a phone number in any writing, or a card number.</summary>
    public string? Q { get; init; }
    public int? Tier { get; init; }
    public string? Tag { get; init; }
    /// <summary><c>friend</c>, <c>blocked</c> or <c>none</c>.</summary>
    public string? Line { get; init; }
    public string? Source { get; init; }
    /// <summary>Bought within this many days, today included.</summary>
    public int? Bought { get; init; }
    /// <summary>Has bought before, but not for longer than this many days.</summary>
    public int? Lapsed { get; init; }
    /// <summary><c>points</c>, <c>last</c>, <c>spend</c> or <c>joined</c>.</summary>
    public string? Sort { get; init; }

    public bool IsEmpty => this with { Sort = null } == new MemberFilter();

    /// <summary>The canonical number when the search is one.</summary>
    public string? Phone => PhoneNumber.TryParse(Q, out var canonical) ? canonical : null;

    public string ToQuery(int page = 1)
    {
        var parts = new List<string>();
        void Add(string name, object? value)
        {
            if (value is not null && value.ToString() is { Length: > 0 } text) parts.Add($"{name}={Uri.EscapeDataString(text)}");
        }
        Add("q", Q);
        Add("tier", Tier);
        Add("tag", Tag);
        Add("line", Line);
        Add("source", Source);
        Add("bought", Bought);
        Add("lapsed", Lapsed);
        Add("sort", Sort);
        if (page > 1) Add("p", page);
        return parts.Count == 0 ? "/admin/members" : "/admin/members?" + string.Join('&', parts);
    }

    internal IQueryable<Member> Apply(LoyaltyDb db, Vault vault, BrandTime time)
    {
        var members = db.Members.AsNoTracking().Where(m => m.ErasedAt == null);
        if (Tier is { } tier) members = members.Where(m => m.TierLevel == tier);
        var now = time.Now;
        if (!string.IsNullOrWhiteSpace(Tag)) members = members.Where(m => db.MemberTags.Any(t => t.MemberId == m.Id && t.Name == Tag && (t.ExpiresAt == null || t.ExpiresAt > now)));
        if (!string.IsNullOrWhiteSpace(Source)) members = members.Where(m => m.JoinSource == Source);
        members = Line switch
        {
            "friend" => members.Where(m => db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend)),
            "blocked" => members.Where(m => db.LineAccounts.Any(a => a.MemberId == m.Id && !a.Friend)),
            "none" => members.Where(m => !db.LineAccounts.Any(a => a.MemberId == m.Id)),
            _ => members,
        };
        if (Bought is > 0 and < 4000)
        {
            var since = time.Today.AddDays(1 - Bought.Value);
            members = members.Where(m => db.Purchases.Any(p => p.MemberId == m.Id && p.SoldOn >= since));
        }
        if (Lapsed is > 0 and < 4000)
        {
            var before = time.StartOf(time.Today.AddDays(-Lapsed.Value));
            members = members.Where(m => m.LastPurchaseAt < before);
        }
        return Search(members, vault);
    }

    internal IOrderedQueryable<Member> Order(IQueryable<Member> members) => Sort switch
    {
        "points" => members.OrderByDescending(m => m.PointsBalance).ThenByDescending(m => m.Id),
        "last" => members.OrderByDescending(m => m.LastPurchaseAt != null).ThenByDescending(m => m.LastPurchaseAt).ThenByDescending(m => m.Id),
        "spend" => members.OrderByDescending(m => m.LifetimeSpend).ThenByDescending(m => m.Id),
        _ => members.OrderByDescending(m => m.JoinedAt).ThenByDescending(m => m.Id),
    };

    private IQueryable<Member> Search(IQueryable<Member> members, Vault vault)
    {
        var text = Q?.Trim();
        if (string.IsNullOrEmpty(text)) return members;
        if (Phone is { } phone)
        {
            var index = PhoneNumber.Index(vault, phone);
            return members.Where(m => m.PhoneIndex == index);
        }
        var digits = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (CardNumbers.IsValid(digits)) return members.Where(m => m.CardNumber == digits);
        var pattern = "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
        return members.Where(m => EF.Functions.Like(m.Name, pattern, "\\"));
    }
}
