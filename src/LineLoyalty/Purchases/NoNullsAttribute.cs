using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Purchases;

/// <summary>A list none of whose items is null; JSON would let one in.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NoNullsAttribute() : ValidationAttribute("The list has an empty item.")
{
    public override bool IsValid(object? value) => value is not IEnumerable items || items.Cast<object?>().All(i => i is not null);
}
