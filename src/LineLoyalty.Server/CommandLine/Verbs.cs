using LineLoyalty.Databases;

namespace LineLoyalty.Server.CommandLine;

/// <summary>The server's command line: a verb, then settings as <c>--Section:Key value</c>.</summary>
internal static class Verbs
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int WrongUse = 2;
    public const int SchemaTooNew = 3;
    public const int PortTaken = 4;
    public const int AlreadyRunning = 5;

    private const string Help = """
        LineLoyalty: a loyalty programme that runs on LINE.

        Use: dotnet run --project src/LineLoyalty.Server -- [verb] [options] [--Section:Key value …]

        serve                       Run the server (default). Without a LINE channel in the settings: demo mode.
          --reset-demo              Demo mode only: throw the demo's data away and start over.
        migrate                     Bring the database up to date and stop.
        admin create [--role R]     Print a one-time link (24 h) to make a staff account; R is admin (default), marketer or clerk.
        pos-key create --name N [--scopes "members purchases refunds coupons adjust"] [--stores "A B"] [--days 365]
                                    Make a key for a till; it is shown once.
        pos-key revoke ID           The key stops working at once.
        verify                      Check the ledger: balance = entries = lots for every member.
        --help                      This text.

        Exit codes: 0 done · 1 failed (verify: violations found) · 2 wrong use or setting · 3 database newer than the program ·
        4 port taken · 5 another server already runs on this database
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var words = args.TakeWhile(a => !a.StartsWith('-')).ToArray();
        var options = args[words.Length..];
        if (options.Contains("--help") || options.Contains("-h"))
        {
            Console.WriteLine(Help);
            return Ok;
        }
        try
        {
            return words switch
            {
                [] or ["serve"] => await Serve.RunAsync(options),
                ["migrate"] => await Migrate.RunAsync(options),
                ["admin", "create"] => await Keys.CreateAdminAsync(options),
                ["pos-key", "create"] => await Keys.CreatePosKeyAsync(options),
                ["pos-key", "revoke", var keyId] => await Keys.RevokePosKeyAsync(keyId, options),
                ["verify"] => await Verify.RunAsync(options),
                _ => Wrong($"Unknown verb: {string.Join(' ', words)}"),
            };
        }
        catch (SettingsException e)
        {
            return Wrong(e.Message);
        }
        catch (SchemaTooNewException e)
        {
            Console.Error.WriteLine(e.Message);
            return SchemaTooNew;
        }
    }

    public static int Wrong(string message)
    {
        Console.Error.WriteLine($"{message} (--help lists the verbs; appsettings.sample.json lists the settings.)");
        return WrongUse;
    }
}
