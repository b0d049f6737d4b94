using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <param name="LinkKey">How an account remembers that it was given this very upload; empty for the default menu, which needs no link.</param>
internal sealed record MenuTarget(string LinkKey, string? RichMenuId);

/// <param name="English">Null: English speakers get the Chinese one.</param>
internal sealed record MenuChoice(long MenuId, MenuAudience Audience, MenuTarget Chinese, MenuTarget? English)
{
    public MenuTarget In(string language) => language == Languages.English ? English ?? Chinese : Chinese;
}

/// <summary>
/// The menus in the order in which they are tried on a person. The choice is made by the database, for everybody in one query: the
/// first menu whose audience fits, in the person's language.
/// </summary>
/// <param name="given">Menus that some members were given for themselves.</param>
internal sealed class MenuOrder(LoyaltyDb db, IReadOnlyList<MenuChoice> choices, IReadOnlyCollection<long> given)
{
    public const string NoLink = "";

    public IReadOnlyList<MenuChoice> Choices => choices;

    /// <summary>The menus LINE holds now, and the default among them: the first that is for people without a card.</summary>
    public static async Task<MenuOrder> OnLineAsync(LoyaltyDb db, CancellationToken ct)
    {
        var menus = await db.Menus.AsNoTracking().Where(m => m.Live != null).OrderBy(m => m.Rank).ThenBy(m => m.Id).Select(m => new { m.Id, m.Live }).ToListAsync(ct);
        var current = (await db.RichMenuPublications.AsNoTracking().Where(p => p.State == PublicationState.Current).OrderBy(p => p.Tab).ToListAsync(ct)).ToLookup(p => (p.MenuId, p.Language));
        var choices = new List<MenuChoice>();
        var hasDefault = false;
        foreach (var menu in menus)
        {
            if (!current.Contains((menu.Id, Languages.Chinese))) continue;
            var audience = MenuContent.Parse(menu.Live!).Audience;
            var isDefault = !hasDefault && audience.Who != MenuReaders.Members;
            hasDefault |= isDefault;
            var english = current[(menu.Id, Languages.English)].ToList();
            var chinese = Target([.. current[(menu.Id, Languages.Chinese)]]);
            choices.Add(new MenuChoice(menu.Id, audience, isDefault ? chinese with { LinkKey = NoLink } : chinese, english.Count == 0 ? null : Target(english)));
        }
        return new MenuOrder(db, choices, await GivenAsync(db, ct));
    }

    /// <summary>Mostly none: then nobody pays for asking.</summary>
    public static Task<List<long>> GivenAsync(LoyaltyDb db, CancellationToken ct) => db.MemberMenus.Select(m => m.MenuId).Distinct().ToListAsync(ct);

    /// <summary>Shown to whoever has no menu of their own; null when no menu is for guests.</summary>
    public string? DefaultId => choices.FirstOrDefault(c => c.Chinese.LinkKey == NoLink)?.Chinese.RichMenuId;

    public IReadOnlyDictionary<string, string?> Targets => choices.SelectMany(c => new[] { c.Chinese, c.English }).OfType<MenuTarget>()
        .Where(t => t.LinkKey != NoLink).ToDictionary(t => t.LinkKey, t => t.RichMenuId, StringComparer.Ordinal);

    /// <summary>Key of the link an account should have.</summary>
    public Expression<Func<LineAccount, string>> LinkKeyOf() => Choose(c => c.Chinese.LinkKey, c => (c.English ?? c.Chinese).LinkKey, NoLink);

    /// <summary>Id of the menu that fits an account; 0 when none does.</summary>
    public Expression<Func<LineAccount, long>> MenuOf() => Choose(c => c.MenuId, c => c.MenuId, 0L);

    // Any other upload of a tab gives another key, so that everybody is led back to the first tab of the new ones.
    private static MenuTarget Target(List<RichMenuPublication> tabs)
    {
        var all = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', tabs.Select(t => t.RichMenuId))));
        return new MenuTarget($"{tabs[0].MenuId}.{tabs[0].Language}@{Convert.ToHexStringLower(all)[..12]}", tabs[0].RichMenuId);
    }

    private Expression<Func<LineAccount, T>> Choose<T>(Func<MenuChoice, T> chinese, Func<MenuChoice, T> english, T nobody)
    {
        var account = Expression.Parameter(typeof(LineAccount), "a");
        Expression chosen = Expression.Constant(nobody, typeof(T));
        var speaksEnglish = In(account, SpeaksEnglish);
        foreach (var choice in choices.Reverse()) chosen = Expression.Condition(Fits(account, choice.Audience), Own(choice), chosen);
        foreach (var choice in choices.Where(c => given.Contains(c.MenuId)))
        {
            var menu = choice.MenuId;
            chosen = Expression.Condition(In(account, a => a.MemberId != null && db.MemberMenus.Any(m => m.MemberId == a.MemberId && m.MenuId == menu)), Own(choice), chosen);
        }
        return Expression.Lambda<Func<LineAccount, T>>(chosen, account);

        Expression Own(MenuChoice choice)
        {
            var (zh, en) = (chinese(choice), english(choice));
            Expression own = Expression.Constant(zh, typeof(T));
            return EqualityComparer<T>.Default.Equals(zh, en) ? own : Expression.Condition(speaksEnglish, Expression.Constant(en, typeof(T)), own);
        }
    }

    private static readonly Expression<Func<LineAccount, bool>> SpeaksEnglish =
        a => a.MemberId != null ? a.Member!.Language == Languages.English : a.Language != null && a.Language != "" && !a.Language.StartsWith("zh");

    private Expression Fits(ParameterExpression account, MenuAudience audience)
    {
        if (audience.Who == MenuReaders.Everyone) return Expression.Constant(true);
        if (audience.Who == MenuReaders.Guests) return In(account, a => a.MemberId == null);
        var (tiers, tags, segments) = (audience.TierLevels, audience.Tags, audience.Segments);
        var fits = In(account, a => a.MemberId != null);
        if (tiers.Count > 0) fits = Expression.AndAlso(fits, In(account, a => tiers.Contains(a.Member!.TierLevel)));
        if (tags.Count > 0) fits = Expression.AndAlso(fits, In(account, a => db.MemberTags.Any(t => t.MemberId == a.MemberId && tags.Contains(t.Name))));
        if (segments.Count > 0) fits = Expression.AndAlso(fits, In(account, a => db.SegmentPresences.Any(p => p.MemberId == a.MemberId && segments.Contains(p.SegmentId))));
        return fits;
    }

    private static Expression In(ParameterExpression account, Expression<Func<LineAccount, bool>> test) => new Renamed(test.Parameters[0], account).Visit(test.Body);

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
