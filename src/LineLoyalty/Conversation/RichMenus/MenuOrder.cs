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
internal sealed class MenuOrder(LoyaltyDb db, IReadOnlyList<MenuChoice> choices)
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
        return new MenuOrder(db, choices);
    }

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
        foreach (var choice in choices.Reverse())
        {
            var (zh, en) = (chinese(choice), english(choice));
            Expression own = Expression.Constant(zh, typeof(T));
            if (!EqualityComparer<T>.Default.Equals(zh, en)) own = Expression.Condition(speaksEnglish, Expression.Constant(en, typeof(T)), own);
            chosen = Expression.Condition(In(account, Fits(choice.Audience)), own, chosen);
        }
        return Expression.Lambda<Func<LineAccount, T>>(chosen, account);
    }

    private static readonly Expression<Func<LineAccount, bool>> SpeaksEnglish =
        a => a.MemberId != null ? a.Member!.Language == Languages.English : a.Language != null && a.Language != "" && !a.Language.StartsWith("zh");

    private Expression<Func<LineAccount, bool>> Fits(MenuAudience audience)
    {
        var (tiers, tags) = (audience.TierLevels, audience.Tags);
        return (audience.Who, tiers.Count, tags.Count) switch
        {
            (MenuReaders.Everyone, _, _) => a => true,
            (MenuReaders.Guests, _, _) => a => a.MemberId == null,
            (_, 0, 0) => a => a.MemberId != null,
            (_, _, 0) => a => a.MemberId != null && tiers.Contains(a.Member!.TierLevel),
            (_, 0, _) => a => a.MemberId != null && db.MemberTags.Any(t => t.MemberId == a.MemberId && tags.Contains(t.Name)),
            _ => a => a.MemberId != null && tiers.Contains(a.Member!.TierLevel) && db.MemberTags.Any(t => t.MemberId == a.MemberId && tags.Contains(t.Name)),
        };
    }

    private static Expression In(ParameterExpression account, Expression<Func<LineAccount, bool>> test) => new Renamed(test.Parameters[0], account).Visit(test.Body);

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
