using System.Globalization;
using System.Text;
using Line.Specification;

namespace Line.Messaging.Tests.Specification;

/// <summary>docs/line-coverage.md is what the other tests of this folder found, no more. LINE_COVERAGE=write writes it anew.</summary>
public sealed class CoverageDocumentTests
{
    private static LineSpecification Line => LineSpecification.Shared;

    [Fact]
    public async Task The_document_says_what_was_found()
    {
        var path = Path.Combine(Repository.Root, "docs", "line-coverage.md");
        var text = Text(await ClientProof.RunOnce());
        if (Environment.GetEnvironmentVariable("LINE_COVERAGE") == "write")
        {
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(path), "docs/line-coverage.md is missing: run this test with LINE_COVERAGE=write.");
        Assert.Equal(text, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    private static string Text(ClientProof proof)
    {
        var text = new StringBuilder();
        var requests = Line.Operations.SelectMany(o => o.RequestSchema?.Reachable() ?? []).Where(s => s.Name is not null).DistinctBy(s => (s.File.Name, s.Name)).ToArray();
        var answers = Line.Operations.SelectMany(o => o.ResponseSchema(o.Statuses[0])?.Reachable() ?? []).Where(s => s.Name is not null).DistinctBy(s => (s.File.Name, s.Name)).ToArray();
        Say($"# What of LINE `Line.Messaging` covers");
        Say($"");
        Say($"Written by `tests/Line.Messaging.Tests/Specification/CoverageDocumentTests.cs` from LINE's OpenAPI files (`tests/line-openapi`), and for LINE");
        Say($"Login from `tests/Line.Specification/line-login.yml`, by making every call and reading every kind of object. A test fails when something");
        Say($"is missing or when this page is not what was found; nothing is left out on purpose. To write it anew: run that test with `LINE_COVERAGE=write`.");
        Say($"");
        Say($"* Operations: {proof.Methods.Keys.Count(id => Line.Operations.Any(o => o.Id == id))} of {Line.Operations.Count}");
        Say($"* Properties of request bodies that were sent: {requests.Sum(s => s.Properties.Count - proof.Seen.Missing(s).Count())} of {requests.Sum(s => s.Properties.Count)}");
        Say($"* Query parameters that were sent: {Line.Operations.Sum(o => o.QueryNames.Count(name => proof.QuerySeen.Contains($"{o.Id}?{name}")))} of {Line.Operations.Sum(o => o.QueryNames.Count)}");
        Say($"* Properties of answers that were read: all {answers.Sum(s => s.Properties.Count)} ({(proof.Problems.Count == 0 ? "none lost" : "some lost")})");
        Say($"* Kinds of event, message, action, component and the like: {KindTests.Kinds.Count}, each with a record that keeps every property");
        foreach (var file in Line.Files.Where(file => file.Name != "webhook"))
        {
            Say($"");
            Say($"## {file.Name}");
            Say($"");
            Say($"| Operation | Request | Client |");
            Say($"| --- | --- | --- |");
            foreach (var operation in Line.Operations.Where(o => o.File == file.Name).OrderBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => o.Method, StringComparer.Ordinal))
            {
                var methods = proof.Methods.TryGetValue(operation.Id, out var found) ? string.Join(", ", found.Select(m => $"`{m}`")) : "**none**";
                Say($"| [{operation.Id}]({operation.Reference}) | `{operation.Method} {(operation.Host == "api.line.me" ? "" : operation.Host)}{operation.Path}` | {methods} |");
            }
        }

        Say($"");
        Say($"## Kinds of objects");
        Say($"");
        Say($"`messageEdited` comes from `tests/Line.Specification/beyond.yml`: the site documents it, LINE's file does not.");
        foreach (var file in Line.Files.Where(file => file.Discriminated.Any()))
        {
            foreach (var schema in file.Discriminated)
            {
                Say($"");
                Say($"### {file.Name}: {schema.Name}");
                Say($"");
                Say($"| type | Record |");
                Say($"| --- | --- |");
                foreach (var key in schema.Mapping.Keys.Order(StringComparer.Ordinal))
                {
                    Say($"| `{key}` | `{KindTests.RecordOf($"{file.Name}/{schema.Name}", key).Name}` |");
                }
            }
        }

        return text.ToString();

        void Say(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
