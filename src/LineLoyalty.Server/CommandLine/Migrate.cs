using LineLoyalty.Databases;

namespace LineLoyalty.Server.CommandLine;

internal static class Migrate
{
    public static async Task<int> RunAsync(string[] options)
    {
        var builder = LoyaltyHost.CreateBuilder(options);
        LoyaltyHost.AddServices(builder, TimeProvider.System);
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(CancellationToken.None);
        Console.WriteLine("The database is up to date.");
        return Verbs.Ok;
    }
}
