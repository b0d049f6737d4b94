using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Pos;

/// <summary>The key behind a POS request. Endpoints take it as a parameter; the group's policy has put it there.</summary>
/// <param name="Stores">Codes of the stores it may act for; empty means all.</param>
public sealed record PosCaller(
    long Id, string KeyId, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Stores, long? StaffId, DateTime ExpiresAt)
{
    /// <summary>Since it tried too many wrong codes; as it stood when the request came.</summary>
    internal DateTime? CodesPausedUntil { get; init; }

    public bool MayActFor(string storeCode) => Stores.Count == 0 || Stores.Contains(storeCode);

    /// <summary>As a filter for queries: null means every store.</summary>
    public IReadOnlyCollection<string>? StoreFilter => Stores.Count == 0 ? null : Stores;

    public static ValueTask<PosCaller?> BindAsync(HttpContext http, ParameterInfo _) => ValueTask.FromResult(http.Items[typeof(PosCaller)] as PosCaller);
}
