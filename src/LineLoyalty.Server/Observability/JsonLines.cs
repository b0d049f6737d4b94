using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace LineLoyalty.Server.Observability;

/// <summary>One JSON object per log line; the compact formatter's package is not on every feed.</summary>
internal sealed class JsonLines : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Text = new("{Message:lj}");
    private static readonly JsonValueFormatter Values = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"at\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("O"));
        output.Write("\",\"level\":\"");
        output.Write(logEvent.Level);
        output.Write("\",\"message\":");
        using (var message = new StringWriter())
        {
            Text.Format(logEvent, message);
            JsonValueFormatter.WriteQuotedJsonString(message.ToString(), output);
        }
        if (logEvent.TraceId is { } trace)
        {
            output.Write(",\"trace\":\"");
            output.Write(trace.ToHexString());
            output.Write('"');
        }
        if (logEvent.Exception is { } exception)
        {
            output.Write(",\"exception\":");
            JsonValueFormatter.WriteQuotedJsonString(exception.ToString(), output);
        }
        foreach (var (name, value) in logEvent.Properties)
        {
            output.Write(',');
            JsonValueFormatter.WriteQuotedJsonString(name, output);
            output.Write(':');
            Values.Format(value, output);
        }
        output.WriteLine('}');
    }
}
