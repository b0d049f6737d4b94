namespace Line.Specification;

/// <summary>Where something differs from LINE's files, and how.</summary>
/// <param name="Path">JSON path such as <c>$.messages[0].text</c>; <c>?name</c> for a query parameter, <c>header:name</c> for a header.</param>
/// <param name="Text">What is wrong.</param>
public sealed record Problem(string Path, string Text)
{
    public override string ToString() => $"{Path}: {Text}";
}
