using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace LineLoyalty.Server.Observability;

/// <summary>
/// Collects this process's metrics and writes them in Prometheus text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/). The exporter packages are not on every feed.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private static readonly double[] Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly string[] Meters =
        ["LineLoyalty", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Series> all = new();

    public PrometheusText()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (Meters.Contains(instrument.Meter.Name)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Record(i, v, tags));
        listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Record(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Record(i, v, tags));
        listener.Start();
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in all.GroupBy(s => s.Key.Name).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            text.Append("# TYPE ").Append(family.Key).Append(' ').AppendLine(family.First().Value.Type);
            foreach (var ((name, labels), series) in family.OrderBy(s => s.Key.Labels, StringComparer.Ordinal)) series.Write(text, name, labels);
        }
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var kind = instrument.GetType().Name;
        var type = kind.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
        var name = Name(instrument, type);
        var series = all.GetOrAdd((name, Labels(tags)), _ => new Series(type));
        if (instrument.IsObservable) series.Set(value); else series.Add(value);
    }

    private static string Name(Instrument instrument, string type)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        if (instrument.Unit == "s" && !name.EndsWith("_seconds", StringComparison.Ordinal)) name += "_seconds";
        return type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var parts = new List<string>(tags.Length);
        foreach (var (key, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            parts.Add($"{key.Replace('.', '_')}=\"{escaped}\"");
        }
        parts.Sort(StringComparer.Ordinal);
        return string.Join(',', parts);
    }

    private sealed class Series(string type)
    {
        private readonly Lock sync = new();
        private readonly long[] counts = new long[Buckets.Length];
        private double sum;
        private long count;

        public string Type => type;

        public void Set(double value)
        {
            lock (sync) sum = value;
        }

        public void Add(double value)
        {
            lock (sync)
            {
                sum += value;
                count++;
                if (type != "histogram") return;
                for (var i = 0; i < Buckets.Length; i++)
                {
                    if (value <= Buckets[i]) counts[i]++;
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (sync)
            {
                if (type != "histogram")
                {
                    Line(text, name, labels, sum);
                    return;
                }
                for (var i = 0; i < Buckets.Length; i++)
                {
                    Line(text, name + "_bucket", Join(labels, $"le=\"{Buckets[i].ToString(CultureInfo.InvariantCulture)}\""), counts[i]);
                }
                Line(text, name + "_bucket", Join(labels, "le=\"+Inf\""), count);
                Line(text, name + "_sum", labels, sum);
                Line(text, name + "_count", labels, count);
            }
        }

        private static string Join(string labels, string more) => labels.Length == 0 ? more : $"{labels},{more}";

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
            text.Append(' ').AppendLine(value.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
