using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Line.Specification;

/// <summary>One operation of LINE's API and the judgement of its requests and answers.</summary>
public sealed class Operation
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    private readonly LineSpecification _specification;
    private readonly SpecificationFile _file;
    private readonly JsonObject _node;
    private readonly string[] _segments;
    private readonly List<Parameter> _parameters;

    private Operation(LineSpecification specification, SpecificationFile file, string path, string method, JsonObject node, IEnumerable<JsonNode?> shared)
    {
        _specification = specification;
        _file = file;
        _node = node;
        Path = path;
        Method = method.ToUpperInvariant();
        Id = node["operationId"]!.GetValue<string>();
        Host = new Uri((node["servers"] ?? file.Root["servers"])![0]!["url"]!.GetValue<string>()).Host;
        _segments = path.Split('/');
        _parameters = [.. (node["parameters"]?.AsArray() ?? []).Concat(shared).Select(p => new Parameter(file, p!.AsObject()))];
    }

    /// <summary>The name of the file it stands in.</summary>
    public string File => _file.Name;

    /// <summary>HTTP method in capitals.</summary>
    public string Method { get; }

    /// <summary>Path with templates, such as <c>/v2/bot/profile/{userId}</c>.</summary>
    public string Path { get; }

    /// <summary>LINE's operationId.</summary>
    public string Id { get; }

    /// <summary>The server: <c>api.line.me</c>, <c>api-data.line.me</c> or <c>access.line.me</c>.</summary>
    public string Host { get; }

    /// <summary>LINE's page about it; null when the file names none.</summary>
    public string? Reference => _node["externalDocs"]?["url"]?.GetValue<string>();

    /// <summary>Whether it takes <c>X-Line-Retry-Key</c>.</summary>
    public bool TakesRetryKey => _parameters.Exists(p => p.IsHeader("X-Line-Retry-Key"));

    /// <summary>Names of its query parameters.</summary>
    public IReadOnlyList<string> QueryNames => [.. _parameters.Where(p => p.In == "query").Select(p => p.Name)];

    /// <summary>The media type of its body; null without one.</summary>
    public string? RequestType => RequestContent?.First().Key;

    /// <summary>The schema of its body; null without one.</summary>
    public Schema? RequestSchema => RequestContent?.First().Value!["schema"] is JsonObject schema ? _file.Of(schema) : null;

    /// <summary>The schema of an answer with a JSON body; null without one.</summary>
    public Schema? ResponseSchema(int status) =>
        _node["responses"]![$"{status}"]?["content"]?["application/json"]?["schema"] is JsonObject schema ? _file.Of(schema) : null;

    /// <summary>Whether a channel or user token must come along.</summary>
    public bool NeedsBearer => File is "line-login" ? Id is "getUserInfo" or "getUserProfile" or "getFriendshipStatus" or "deauthorize" : File is not "channel-access-token";

    /// <summary>The statuses the file lists.</summary>
    public IReadOnlyList<int> Statuses => [.. _node["responses"]!.AsObject().Select(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture))];

    /// <summary>The answers the file gives as examples.</summary>
    public IReadOnlyList<LineResponse> Examples =>
    [
        .. from response in _node["responses"]!.AsObject()
           let json = response.Value!["content"]?["application/json"]
           from example in (JsonNode?[])[json?["example"], .. json?["examples"]?.AsObject().Select(pair => pair.Value?["value"]) ?? []]
           where example is not null
           select new LineResponse(int.Parse(response.Key, CultureInfo.InvariantCulture), "application/json", Encoding.UTF8.GetBytes(example.ToJsonString())),
    ];

    internal int Templates => _segments.Count(IsTemplate);

    private JsonObject? RequestContent => _node["requestBody"]?["content"]?.AsObject();

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Method} {Path})";

    /// <summary>Everything wrong with a request: path and query values, LINE's own headers, body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="seen">Gets every property of the body's schemas that occurred; null when nobody asks.</param>
    public IReadOnlyList<Problem> CheckRequest(LineRequest request, SeenProperties? seen = null)
    {
        var parts = request.PathAndQuery.Split('?', 2);
        List<Problem> problems = [.. CheckPath(parts[0]), .. CheckQuery(Forms.Parse(parts.ElementAtOrDefault(1) ?? "")), .. CheckHeaders(request)];
        problems.AddRange(CheckBody(request, seen));
        return problems;
    }

    /// <summary>Everything wrong with an answer. An error status the file leaves out is held against LINE's common error body.</summary>
    public IReadOnlyList<Problem> CheckResponse(LineResponse response)
    {
        List<Problem> problems = [];
        if (response.Headers is { } headers && IsMessaging)
        {
            Need("x-line-request-id", "LINE sends it with every answer");
            if (response.Status == 409)
            {
                Need("x-line-accepted-request-id", "names the request that was accepted");
            }

            void Need(string name, string why)
            {
                if (!headers.Any(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && h.Value.Length > 0))
                {
                    problems.Add(new($"header:{name}", $"is missing: {why}"));
                }
            }
        }

        if (_node["responses"]!.AsObject().SingleOrDefault(pair => pair.Key == $"{response.Status}").Value is JsonObject listed)
        {
            problems.AddRange(listed["content"]?.AsObject() is { Count: > 0 } content ? CheckContent(content, response)
                // A refusal whose body the file leaves out still has LINE's common one.
                : response.Status >= 400 && response.Body.Length > 0 ? CheckError(response)
                : CheckEmpty(response));
            return problems;
        }

        problems.AddRange(response.Status is 400 or 401 or 403 or 404 or 410 or 413 or 415 or 429 or >= 500
            ? CheckError(response)
            : [new("status", $"{response.Status} is none of {string.Join(", ", Statuses)}")]);
        return problems;
    }

    internal static IEnumerable<Operation> All(SpecificationFile file, LineSpecification specification) =>
        from path in file.Root["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where Methods.Contains(operation.Key)
        select new Operation(specification, file, path.Key, operation.Key, operation.Value!.AsObject(), path.Value!["parameters"]?.AsArray() ?? []);

    internal bool Matches(string[] segments) =>
        segments.Length == _segments.Length && !_segments.Where((segment, i) => IsTemplate(segment) ? segments[i].Length == 0 : segments[i] != segment).Any();

    private bool IsMessaging => File is not ("channel-access-token" or "line-login" or "liff");

    private static bool IsTemplate(string segment) => segment.StartsWith('{');

    private IEnumerable<Problem> CheckPath(string path)
    {
        var segments = path.Split('/');
        if (!Matches(segments))
        {
            return [new("path", $"{path} is not {Path}")];
        }

        return _parameters.Where(p => p.In == "path").SelectMany(p =>
            SchemaCheck.RunText(p.Schema, Uri.UnescapeDataString(segments[Array.IndexOf(_segments, $"{{{p.Name}}}")]), $"path:{p.Name}"));
    }

    private IEnumerable<Problem> CheckQuery(IReadOnlyList<KeyValuePair<string, string>> values) =>
        CheckNamed([.. _parameters.Where(p => p.In == "query")], values, "?");

    private IEnumerable<Problem> CheckHeaders(LineRequest request)
    {
        var known = _parameters.Where(p => p.In == "header").ToArray();
        var line = request.Headers.Where(h => h.Key.StartsWith("X-Line-", StringComparison.OrdinalIgnoreCase)).ToArray();
        return CheckNamed(known, [.. line.Select(h => KeyValuePair.Create(known.FirstOrDefault(p => p.IsHeader(h.Key))?.Name ?? h.Key, h.Value))], "header:");
    }

    private static IEnumerable<Problem> CheckNamed(Parameter[] known, IReadOnlyList<KeyValuePair<string, string>> values, string prefix)
    {
        foreach (var parameter in known.Where(p => p.IsRequired && !values.Any(v => v.Key == p.Name)))
        {
            yield return new($"{prefix}{parameter.Name}", "is required");
        }

        foreach (var group in values.GroupBy(v => v.Key))
        {
            if (Array.Find(known, p => p.Name == group.Key) is not { } parameter)
            {
                yield return new($"{prefix}{group.Key}", "is not taken here");
                continue;
            }

            if (group.Count() > 1 && parameter.Schema.Type != "array")
            {
                yield return new($"{prefix}{group.Key}", "is given twice");
            }

            // An array is written as one parameter per element (style form, explode).
            var schema = parameter.Schema.Type == "array" ? parameter.Schema.Items! : parameter.Schema;
            foreach (var problem in group.SelectMany(v => SchemaCheck.RunText(schema, v.Value, $"{prefix}{group.Key}")))
            {
                yield return problem;
            }
        }
    }

    private IEnumerable<Problem> CheckBody(LineRequest request, SeenProperties? seen)
    {
        if (RequestContent is not { } content)
        {
            return request.Body.Length == 0 ? [] : [new("$", "takes no body")];
        }

        if (request.Body.Length == 0)
        {
            return _node["requestBody"]?["required"]?.GetValue<bool>() == true || RequestSchema!.Required.Count > 0 ? [new("$", "needs a body")] : [];
        }

        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (content["*/*"] is not null)
        {
            return type is "image/jpeg" or "image/png" ? [] : [new("header:Content-Type", $"'{type}' is not image/jpeg or image/png")];
        }

        return type != RequestType
            ? [new("header:Content-Type", $"'{type}' is not {RequestType}")]
            : type switch
            {
                "application/json" => CheckJson(RequestSchema!, request.Body, seen),
                "application/x-www-form-urlencoded" => CheckForm(RequestSchema!, Forms.Parse(Encoding.UTF8.GetString(request.Body.Span)), seen),
                _ => CheckForm(RequestSchema!, Forms.ParseMultipart(request.ContentType!, request.Body), seen),
            };
    }

    private static IReadOnlyList<Problem> CheckJson(Schema schema, ReadOnlyMemory<byte> body, SeenProperties? seen = null)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return SchemaCheck.Run(schema, document.RootElement, seen?.Pairs);
        }
        catch (JsonException e)
        {
            return [new("$", $"is not JSON: {e.Message}")];
        }
    }

    private static Problem[] CheckForm(Schema schema, IReadOnlyList<KeyValuePair<string, string>> fields, SeenProperties? seen)
    {
        if (schema.Keyword("oneOf") is JsonArray choices)
        {
            var tries = choices.Select(choice => CheckForm(schema.File.Of(choice!.AsObject()), fields, seen)).ToArray();
            return tries.Count(t => t.Length == 0) == 1 ? [] : tries.MinBy(t => t.Length)!;
        }

        foreach (var (name, _) in fields.Where(f => schema.IsProperty(f.Key)))
        {
            seen?.Pairs.Add((schema.Node, name));
        }

        return
        [
            .. schema.Required.Where(name => !fields.Any(f => f.Key == name)).Select(name => new Problem($"$.{name}", "is required")),
            .. fields.GroupBy(f => f.Key).Where(g => g.Count() > 1).Select(g => new Problem($"$.{g.Key}", "is given twice")),
            .. fields.SelectMany(f => schema.IsProperty(f.Key)
                ? SchemaCheck.RunText(schema.Property(f.Key), f.Value, $"$.{f.Key}")
                : [new Problem($"$.{f.Key}", "is no field of this form")]),
        ];
    }

    private IEnumerable<Problem> CheckContent(JsonObject content, LineResponse response)
    {
        if (content["application/json"]?["schema"] is not JsonObject schema)
        {
            return [];
        }

        return IsJson(response) ? CheckJson(_file.Of(schema), response.Body) : [new("header:Content-Type", $"'{response.ContentType}' is not application/json")];
    }

    private static IEnumerable<Problem> CheckEmpty(LineResponse response) =>
        response.Body.Length == 0 || response.Body.Span.SequenceEqual("{}"u8) ? [] : [new("$", "must be empty or {}")];

    private IEnumerable<Problem> CheckError(LineResponse response)
    {
        if (response.Status >= 500 || response.Body.Length == 0)
        {
            return [];
        }

        var oauth = Path.StartsWith("/oauth2/", StringComparison.Ordinal) || Path.StartsWith("/v2/oauth/", StringComparison.Ordinal);
        return IsJson(response)
            ? CheckJson(oauth ? _specification.File("line-login").Schema("OAuthError") : _specification.File("messaging-api").Schema("ErrorResponse"), response.Body)
            : [new("header:Content-Type", $"'{response.ContentType}' is not application/json")];
    }

    private static bool IsJson(LineResponse response) => response.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    private sealed class Parameter(SpecificationFile file, JsonObject node)
    {
        internal string Name { get; } = node["name"]!.GetValue<string>();

        internal string In { get; } = node["in"]!.GetValue<string>();

        internal bool IsRequired { get; } = node["required"]?.GetValue<bool>() == true;

        internal Schema Schema { get; } = file.Of(node["schema"]!.AsObject());

        internal bool IsHeader(string name) => In == "header" && Name.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
