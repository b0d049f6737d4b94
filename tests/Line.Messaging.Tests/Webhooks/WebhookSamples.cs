namespace Line.Messaging.Tests.Webhooks;

internal static class WebhookSamples
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Webhooks", "Samples");

    internal static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    internal static byte[] Body(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));
}
