using System.Globalization;
using System.Text;

namespace LineLoyalty.Benchmarks;

/// <summary>What a run found, as Markdown for docs/performance.md.</summary>
internal sealed class Table
{
    private readonly StringBuilder rows = new();

    public bool IsEmpty => rows.Length == 0;

    public void Add(string what, double perSecond, double? ratio = null, Latency? latency = null)
    {
        rows.Append(CultureInfo.InvariantCulture, $"| {what} | {perSecond:N0} | {(ratio is { } r ? r.ToString("0.00", CultureInfo.InvariantCulture) : "")} | ");
        rows.AppendLine(latency is { } l
            ? string.Create(CultureInfo.InvariantCulture, $"{l.P50:0.0} | {l.P99:0.0} | {l.Max:0} |")
            : " | | |");
    }

    public override string ToString() => $"""
        | measured | per second | ratio | p50 ms | p99 ms | max ms |
        |---|---:|---:|---:|---:|---:|
        {rows.ToString().TrimEnd()}
        """;
}

/// <summary>Milliseconds from the first byte sent to the whole answer read.</summary>
internal sealed record Latency(double P50, double P99, double Max);
