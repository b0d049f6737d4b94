using System.Text.RegularExpressions;
using Line.Specification;

namespace Line.Emulator.Tests.Coverage;

/// <summary>Every operation of LINE's files leads somewhere. A path the emulator does not know answers 404 before it asks for a token.</summary>
public sealed partial class KnownOperationTests
{
    [Fact]
    public async Task Every_operation_is_known()
    {
        await using var line = await TestPlatform.StartAsync();
        line.AnswersAreWild = true;
        var unknown = new List<string>();
        foreach (var operation in LineSpecification.Shared.Operations)
        {
            var path = Template().Replace(operation.Path, m => m.Value.Contains("Group", StringComparison.Ordinal) || m.Value.Contains("membership", StringComparison.Ordinal) ? "1" : "x");
            using var answer = await line.Http.SendAsync(new HttpRequestMessage(new HttpMethod(operation.Method), path), TestContext.Current.CancellationToken);
            if ((int)answer.StatusCode is 404 or 405)
                unknown.Add(operation.ToString());
        }

        Assert.Empty(unknown);
        Assert.True(LineSpecification.Shared.Operations.Count > 100, "The specification was not read.");
    }

    [Fact]
    public async Task A_path_that_is_nobodys_is_not_taken_for_one_of_lines()
    {
        await using var line = await TestPlatform.StartAsync();
        line.AnswersAreWild = true;
        using var answer = await line.Http.GetAsync("/v2/bot/shouting", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)answer.StatusCode);
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Template();
}
