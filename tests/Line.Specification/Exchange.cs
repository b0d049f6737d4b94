namespace Line.Specification;

/// <summary>A request as it goes over the wire.</summary>
/// <param name="PathAndQuery">Encoded path with query.</param>
/// <param name="Headers">At least the headers that begin with <c>X-Line-</c>.</param>
/// <param name="ContentType">Of the body; null without one.</param>
/// <param name="Body">Empty without one.</param>
public sealed record LineRequest(string PathAndQuery, IReadOnlyList<KeyValuePair<string, string>> Headers, string? ContentType, ReadOnlyMemory<byte> Body);

/// <summary>An answer as it came over the wire.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Of the body; null without one.</param>
/// <param name="Body">Empty without one.</param>
/// <param name="Headers">Null to leave the headers unjudged.</param>
public sealed record LineResponse(int Status, string? ContentType, ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>>? Headers = null);
