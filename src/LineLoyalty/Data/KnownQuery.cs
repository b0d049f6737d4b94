using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace LineLoyalty.Data;

/// <summary>A query that every sale asks: translated once per engine instead of being recognised anew each time.</summary>
/// <param name="compile">One of <c>EF.CompileAsyncQuery</c>.</param>
internal sealed class KnownQuery<TDelegate>(Func<TDelegate> compile) where TDelegate : class
{
    private readonly ConditionalWeakTable<IModel, TDelegate> byModel = [];

    public TDelegate On(LoyaltyDb db) => byModel.GetValue(db.Model, _ => compile());
}
