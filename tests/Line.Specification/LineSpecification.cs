using System.Text.Json;
using System.Text.Json.Nodes;

namespace Line.Specification;

/// <summary>
/// LINE's OpenAPI files, LINE Login's pages in the same form (<c>line-login.yml</c>, ours) and what the site documents beyond
/// the files (<c>beyond.yml</c>, each with its source).
/// </summary>
public sealed class LineSpecification
{
    private static readonly string[] Names = ["messaging-api", "channel-access-token", "insight", "manage-audience", "liff", "line-login", "webhook"];
    private static readonly Lazy<LineSpecification> Loaded = new(Load);

    private LineSpecification(IReadOnlyList<SpecificationFile> files)
    {
        Files = files;
        Operations = [.. files.Where(file => file.Name != "webhook").SelectMany(file => Operation.All(file, this))];
    }

    /// <summary>The files, read once.</summary>
    public static LineSpecification Shared => Loaded.Value;

    /// <summary>All files.</summary>
    public IReadOnlyList<SpecificationFile> Files { get; }

    /// <summary>Every operation LINE offers; the webhook's direction is not among them.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>A file by its name, such as <c>webhook</c>.</summary>
    public SpecificationFile File(string name) => Files.Single(file => file.Name == name);

    /// <summary>An operation by its id.</summary>
    public Operation Get(string operationId) => Operations.Single(operation => operation.Id == operationId);

    /// <summary>
    /// The operations behind a method and a path (a query after it is ignored), literal segments before templates. Usually one;
    /// LINE Login and channel tokens share three paths. Empty when LINE has none.
    /// </summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path, still encoded, with or without a query.</param>
    /// <param name="host">Host such as <c>api-data.line.me</c> to insist on; null for any.</param>
    public IReadOnlyList<Operation> Find(string method, string path, string? host = null)
    {
        var segments = path.Split('?', 2)[0].Split('/');
        var found = Operations
            .Where(operation => operation.Method.Equals(method, StringComparison.OrdinalIgnoreCase) && (host is null || operation.Host == host) && operation.Matches(segments))
            .ToArray();
        return found.Length == 0 ? found : [.. found.Where(operation => operation.Templates == found.Min(other => other.Templates))];
    }

    /// <summary>Holds a whole webhook body against <c>webhook.yml</c>.</summary>
    public IReadOnlyList<Problem> CheckWebhook(ReadOnlyMemory<byte> body) => Check("webhook", "CallbackRequest", body);

    /// <summary>Holds JSON against a named schema.</summary>
    public IReadOnlyList<Problem> Check(string file, string schema, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Check(file, schema, document.RootElement);
        }
        catch (JsonException e)
        {
            return [new("$", $"is not JSON: {e.Message}")];
        }
    }

    /// <summary>Holds a value against a named schema.</summary>
    public IReadOnlyList<Problem> Check(string file, string schema, JsonElement value) => SchemaCheck.Run(File(file).Schema(schema), value);

    private static LineSpecification Load()
    {
        var roots = Names.ToDictionary(name => name, name => Read(name).AsObject());
        foreach (var entry in Read("beyond").AsArray())
        {
            Add(roots[entry!["file"]!.GetValue<string>()], entry["add"]!.AsObject(), entry["source"]!.GetValue<string>());
        }

        return new([.. Names.Select(name => new SpecificationFile(name, roots[name]))]);
    }

    private static JsonNode Read(string name)
    {
        using var stream = typeof(LineSpecification).Assembly.GetManifestResourceStream($"{name}.yml") ?? throw new FileNotFoundException($"{name}.yml is not embedded.");
        using var text = new StreamReader(stream);
        return YamlText.Read(text);
    }

    // Adds only: an entry LINE's own file has caught up with must be removed, so it is refused.
    private static void Add(JsonObject target, JsonObject addition, string source)
    {
        foreach (var (name, value) in addition)
        {
            if (target[name] is null)
            {
                target[name] = value?.DeepClone();
            }
            else if (target[name] is JsonObject inner && value is JsonObject more)
            {
                Add(inner, more, source);
            }
            else
            {
                throw new InvalidDataException($"{name} is in LINE's file by now: take it out of beyond.yml ({source}).");
            }
        }
    }
}
