using LineLoyalty.Rewards.Points;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>
/// Versions that have been saved for a later day, while another is edited. The newest that has begun speaks, so saving one more would silently
/// end them: whoever saves says whether they are kept or replaced.
/// </summary>
public static class WaitingVersions
{
    public const string Keep = "keep";
    public const string Replace = "replace";

    /// <summary>Those that will speak one day, in the order of their days.</summary>
    public static List<T> Of<T>(IReadOnlyCollection<T> all, DateTime now) where T : class, IRuleVersion =>
        [.. all.Where(v => v.ValidFrom > now && !all.Any(w => w.Version > v.Version && w.ValidFrom <= v.ValidFrom)).OrderBy(v => v.ValidFrom)];

    /// <summary>What an editor opens: the waiting version that was asked for, else the one in force, else the next.</summary>
    public static T? Open<T>(IReadOnlyCollection<T> all, int? asked, DateTime now) where T : class, IRuleVersion
    {
        var waiting = Of(all, now);
        return waiting.Find(v => v.Version == asked) ?? InForce(all, now) ?? waiting.FirstOrDefault() ?? all.MaxBy(v => v.Version);
    }

    /// <summary>An only waiting version that is opened is replaced by what is saved; everything else is asked.</summary>
    public static string? Choice<T>(IReadOnlyCollection<T> all, T opened, DateTime now) where T : class, IRuleVersion =>
        Of(all, now) is [var only] && only.Version == opened.Version ? Replace : null;

    /// <summary>When it begins, as the form shows it; empty for what has begun.</summary>
    public static DateTime? Begins(IRuleVersion version, BrandTime time) => version.ValidFrom > time.Now ? time.Local(version.ValidFrom) : null;

    public static FormProblem? Problem<T>(IReadOnlyCollection<T> all, string? choice, DateTime now) where T : class, IRuleVersion =>
        choice is Keep or Replace || Of(all, now).Count == 0 ? null
            : new("Waiting", "有排程中的版本，請選擇保留或取代。", "A version is waiting for its day: choose whether to keep or replace it.");

    /// <summary>Which versions are to be added again around a new one that begins at <paramref name="starts"/>.</summary>
    /// <returns>What speaks until then, when waiting versions would have begun before; and those that still come after it.</returns>
    public static (T? Until, IReadOnlyList<T> After) Around<T>(IReadOnlyCollection<T> all, string? choice, DateTime starts, DateTime now) where T : class, IRuleVersion
    {
        var waiting = Of(all, now);
        if (choice == Keep) return (null, [.. waiting.Where(v => v.ValidFrom > starts)]);
        return (waiting.Exists(v => v.ValidFrom < starts) ? InForce(all, now) ?? waiting[0] : null, []);
    }

    private static T? InForce<T>(IReadOnlyCollection<T> all, DateTime now) where T : class, IRuleVersion => all.Where(v => v.ValidFrom <= now).MaxBy(v => v.Version);
}

/// <param name="Waiting">Versions that wait, and from when.</param>
/// <param name="Opened">The one in the form, when it is one of them.</param>
public sealed record WaitingBox(IReadOnlyList<IRuleVersion> Waiting, int? Opened, string Self, string? Choice);
