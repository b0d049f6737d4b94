using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Line.Emulator.Tests.Packaging;

/// <summary>The emulator as a .NET tool: packed from what was built, installed from a folder, started, asked.</summary>
public sealed partial class ToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("line-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_installs_from_a_folder_and_answers()
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";
        var packages = Path.Combine(_folder, "packages");
        await RunAsync("pack", Path.Combine(Root, "src", "Line.Emulator"), "-c", configuration, "--no-build", "-o", packages, "-p:Version=9.9.9");
        // Only this folder is asked, so that no other package of the same name can be meant.
        var config = Path.Combine(_folder, "nuget.config");
        await File.WriteAllTextAsync(config, $"""<configuration><packageSources><clear /><add key="here" value="{packages}" /></packageSources></configuration>""", TestContext.Current.CancellationToken);
        var tools = Path.Combine(_folder, "tools");
        await RunAsync("tool", "install", "Line.Emulator", "--tool-path", tools, "--version", "9.9.9", "--configfile", config, "--add-source", packages);

        using var emulator = Start(Path.Combine(tools, OperatingSystem.IsWindows() ? "line-emulator.exe" : "line-emulator"), "--port", "0", "--access-token", "demo", "--seed-users", "3");
        try
        {
            var first = await emulator.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.True(first is not null && Address().IsMatch(first), first ?? await emulator.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            using var http = new HttpClient { BaseAddress = new Uri(Address().Match(first!).Groups[1].Value) };
            http.DefaultRequestHeaders.Authorization = new("Bearer", "demo");
            var info = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("/v2/bot/info", TestContext.Current.CancellationToken));
            Assert.Equal("bot", info.GetProperty("chatMode").GetString());
            using var phone = await http.GetAsync("/phone", TestContext.Current.CancellationToken);
            // A build without the front ends (SkipFrontend) has no phone to pack.
            Assert.Equal(File.Exists(Path.Combine(AppContext.BaseDirectory, "line-phone", "index.html")) ? 200 : 503, (int)phone.StatusCode);
        }
        finally
        {
            emulator.Kill();
            await emulator.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "LineLoyalty.sln")))
                folder = folder.Parent!;
            return folder.FullName;
        }
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return Process.Start(start)!;
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var dotnet = Start("dotnet", arguments);
        var output = dotnet.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = dotnet.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await dotnet.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(dotnet.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{await output}{await errors}");
    }

    [GeneratedRegex(@"LINE emulator at (\S+),")]
    private static partial Regex Address();
}
