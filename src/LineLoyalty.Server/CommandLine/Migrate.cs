namespace LineLoyalty.Server.CommandLine;

internal static class Migrate
{
    public static async Task<int> RunAsync(string[] options)
    {
        await using var app = LoyaltyHost.ForVerb(options);
        await LoyaltyHost.PrepareAsync(app);
        Console.WriteLine("The database is up to date.");
        return Verbs.Ok;
    }
}
