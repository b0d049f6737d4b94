using System.Text.RegularExpressions;
using LineLoyalty.Tests.TestHost;
using Xunit;

namespace LineLoyalty.Tests;

/// <summary>Who may call whom. Change the table on purpose, never to make a build pass.</summary>
public sealed partial class LayoutTests
{
    private static readonly Dictionary<string, string[]> MayCall = new()
    {
        ["Membership"] = [],
        ["Staff"] = [],
        ["Deliveries"] = ["Membership"],
        // The ways to a member beside LINE.
        ["Outside"] = ["Membership"],
        // Uploads, known by their content; whoever shows them says so, and it asks nobody else.
        ["Pictures"] = [],
        ["Rewards"] = ["Membership", "Deliveries", "Pictures"],
        ["Purchases"] = ["Rewards", "Membership", "Analytics"],
        ["Analytics"] = ["Membership"],
        // A large push waits for a second person: whether there is one, only the staff list knows.
        ["Marketing"] = ["Outside", "Rewards", "Deliveries", "Membership", "Purchases", "Analytics", "Staff", "Pictures"],
        ["Scheduling"] = ["Marketing", "Analytics", "Rewards", "Deliveries", "Membership", "Conversation", "Liff", "Pos", "Staff", "Tills", "Pictures"],
        ["Conversation"] = ["Outside", "Membership", "Deliveries", "Rewards", "Purchases", "Marketing", "Liff"],
        ["Liff"] = ["Membership", "Rewards"],
        ["Pos"] = ["Membership", "Staff"],
        // What clerks do beyond one sale changes points, records sales and is audited: above all three, and nobody calls it but the clock.
        // Above which worth somebody else agrees, the brand's sending rules say.
        ["Tills"] = ["Purchases", "Rewards", "Membership", "Staff", "Marketing"],
    };

    // Features map their routes into these groups and read who is calling.
    private static readonly string[] Doors = ["Liff", "Pos"];

    private static string Product => Path.Combine(TestApp.RepositoryRoot(), "src", "LineLoyalty");

    [Fact]
    public void Areas_call_only_those_the_table_allows()
    {
        var wrong = new List<string>();
        foreach (var (area, allowed) in MayCall)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Product, area), "*.cs", SearchOption.AllDirectories))
            {
                var used = Using().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).Distinct();
                wrong.AddRange(used
                    .Where(u => u != area && u != "Data" && !allowed.Contains(u))
                    .Where(u => !(Doors.Contains(u) && Path.GetFileName(file).EndsWith("Endpoints.cs", StringComparison.Ordinal)))
                    .Select(u => $"{Path.GetRelativePath(Product, file)} uses {u}"));
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_of_the_product_is_an_area_of_the_table()
    {
        var folders = Directory.EnumerateDirectories(Product).Select(Path.GetFileName).Where(f => f is not ("bin" or "obj" or "Data"));
        Assert.Empty(folders.Except(MayCall.Keys));
    }

    [Fact]
    public void The_wire_library_knows_nothing_of_the_product()
    {
        var files = Directory.EnumerateFiles(Path.Combine(TestApp.RepositoryRoot(), "src", "Line.Messaging"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        Assert.All(files, f => Assert.DoesNotContain("LineLoyalty", File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public void The_emulator_shares_no_code_with_what_it_judges()
    {
        var project = File.ReadAllText(Path.Combine(TestApp.RepositoryRoot(), "src", "Line.Emulator", "Line.Emulator.csproj"));
        Assert.DoesNotContain("ProjectReference", project, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^using LineLoyalty\.([A-Za-z]+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
