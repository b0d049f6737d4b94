using System.Globalization;
using System.Text.Json;

namespace Line.Emulator;

/// <summary>The emulator as a program of its own.</summary>
internal static class EmulatorCommandLine
{
    private const string Help = """
        Line.Emulator: a LINE platform on your own machine. It never calls LINE.

          --port 5090               where it listens (0: a free port)
          --webhook URL             where events go, e.g. http://localhost:5080/line/webhook
          --data DIR                journal, pictures and keys; without it everything is forgotten at the end
          --channel-id ID           Messaging API channel           --channel-secret SECRET
          --login-channel-id ID     LINE Login channel              --login-channel-secret SECRET
          --liff-id ID              --liff-endpoint URL             the LIFF app and its page
          --access-token TOKEN      a long-lived channel access token to accept
          --bot-name NAME
          --seed-users 200          how many made-up people it knows
          --quota N                 recipients per month; without it there is no limit
          --no-rate-limits          for load tests
          --https PORT              also https, with an own certificate for LINE's host names (for LINE's LIFF SDK in a browser)
          --no-share-target-picker  as when the console has it switched off
          --channels FILE           further official accounts: a JSON list of channels, see the README
          --scenario FILE           a play for many people to start with, see the README
          --movable-clock           lets the phone move the emulator's time forward
          --help
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new EmulatorOptions { SeedUsers = 200, Logging = log => log.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole() };
        TimeProvider clock = TimeProvider.System;
        string? scenario = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h":
                    Console.WriteLine(Help);
                    return 0;
                case "--no-rate-limits":
                    options.EnforceRateLimits = false;
                    continue;
                case "--no-share-target-picker":
                    options.ShareTargetPicker = false;
                    continue;
                case "--movable-clock":
                    var movable = new MovableClock();
                    (clock, options.MoveClock) = (movable, movable.MoveAsync);
                    continue;
            }

            if (args[i] == "--scenario" && i + 1 < args.Length)
            {
                scenario = args[++i];
                continue;
            }

            if (i + 1 == args.Length || !Set(options, args[i], args[i + 1]))
            {
                await Console.Error.WriteLineAsync($"'{args[i]}' is unknown or lacks its value; --help lists what there is.");
                return 2;
            }

            i++;
        }

        return await ServeAsync(options, clock, scenario);
    }

    private static async Task<int> ServeAsync(EmulatorOptions options, TimeProvider clock, string? scenario)
    {
        using var stopping = new CancellationTokenSource();
        Console.CancelKeyPress += (_, signal) =>
        {
            signal.Cancel = true;
            stopping.Cancel();
        };
        using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                stopping.Cancel();
            });
        try
        {
            await using var host = await EmulatorHost.StartAsync(options, clock, stopping.Token);
            Console.WriteLine($"LINE emulator at {host.BaseUrl}, phone at {host.BaseUrl}/phone, events to {options.WebhookUrl ?? "nowhere yet"}");
            if (host.HttpsUrl is { } https)
                Console.WriteLine($"LINE's host names at {https}, certificate pin {host.CertificatePin}");
            if (scenario is not null)
                Console.WriteLine($"Scenario {scenario} plays: {host.BaseUrl}/emulator/scenario/{host.Play(await ReadAsync(scenario, stopping.Token))}");
            await host.WaitForShutdownAsync(stopping.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException or JsonException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<JsonElement> ReadAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<JsonElement>(file, cancellationToken: ct);
    }

    private static bool ReadChannels(EmulatorOptions options, string path)
    {
        try
        {
            foreach (var channel in JsonSerializer.Deserialize<EmulatorChannel[]>(File.ReadAllBytes(path), Http.ControlJson.Options) ?? [])
                options.MoreChannels.Add(channel);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            Console.Error.WriteLine(e.Message);
            return false;
        }
    }

    private static bool Set(EmulatorOptions options, string name, string value)
    {
        switch (name)
        {
            case "--port" when int.TryParse(value, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535:
                options.Port = port;
                return true;
            case "--https" when int.TryParse(value, CultureInfo.InvariantCulture, out var https) && https is >= 0 and <= 65535:
                options.HttpsPort = https;
                return true;
            case "--seed-users" when int.TryParse(value, CultureInfo.InvariantCulture, out var people) && people is >= 0 and <= 100_000:
                options.SeedUsers = people;
                return true;
            case "--quota" when long.TryParse(value, CultureInfo.InvariantCulture, out var quota) && quota >= 0:
                options.MonthlyQuota = quota;
                return true;
            case "--channels":
                return ReadChannels(options, value);
            case "--webhook":
                options.WebhookUrl = value;
                return true;
            case "--data":
                options.DataDirectory = value;
                return true;
            case "--channel-id":
                options.ChannelId = value;
                return true;
            case "--channel-secret":
                options.ChannelSecret = value;
                return true;
            case "--login-channel-id":
                options.LoginChannelId = value;
                return true;
            case "--login-channel-secret":
                options.LoginChannelSecret = value;
                return true;
            case "--liff-id":
                options.LiffId = value;
                return true;
            case "--liff-endpoint":
                options.LiffEndpointUrl = value;
                return true;
            case "--access-token":
                options.LongLivedToken = value;
                return true;
            case "--bot-name":
                options.BotName = value;
                return true;
            default:
                return false;
        }
    }
}
