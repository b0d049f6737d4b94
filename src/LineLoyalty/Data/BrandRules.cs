using System.Collections.Concurrent;

namespace LineLoyalty.Data;

/// <summary>A row that only the brand's people change, and that every sale asks for. Saving one gives the rules a new version.</summary>
public interface IBrandRule;

/// <summary>
/// The brand's rules, read once for each version of them. The version is one row that every copy of the server asks for with each sale, and
/// it changes in the transaction that changes a rule: nobody decides by rules that are no longer saved.
/// </summary>
public sealed class BrandRules(LoyaltyDb db, KeptRules kept)
{
    /// <param name="load">Reads them all, untracked: what it answers is shared by everybody and must not be changed.</param>
    public async Task<T> GetAsync<T>(Func<CancellationToken, Task<T>> load, CancellationToken ct) where T : class
    {
        var version = await db.RulesVersionAsync(ct);
        if (kept.Find<T>(version) is { } known) return known;
        var fresh = await load(ct);
        kept.Keep(version, fresh);
        return fresh;
    }
}

/// <summary>What <see cref="BrandRules"/> has read, for the whole process.</summary>
public sealed class KeptRules
{
    private readonly ConcurrentDictionary<Type, (string Version, object Rules)> byType = new();

    internal T? Find<T>(string version) where T : class =>
        byType.TryGetValue(typeof(T), out var found) && found.Version == version ? (T)found.Rules : null;

    internal void Keep<T>(string version, T rules) where T : class => byType[typeof(T)] = (version, rules);
}
