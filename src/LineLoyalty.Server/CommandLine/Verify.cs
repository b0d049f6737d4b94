using LineLoyalty.Rewards.Points;

namespace LineLoyalty.Server.CommandLine;

internal static class Verify
{
    public static async Task<int> RunAsync(string[] options)
    {
        await using var app = LoyaltyHost.ForVerb(options);
        await using var scope = app.Services.CreateAsyncScope();
        var report = await scope.ServiceProvider.GetRequiredService<VerifyLedger>().ExecuteAsync(CancellationToken.None);
        Console.WriteLine($"{report.Members} members, {report.Entries} entries, {report.Lots} lots: {(report.Holds ? "everything adds up." : "violations found.")}");
        foreach (var violation in report.Violations) Console.WriteLine($"{violation.Rule}: member {violation.MemberId}: {violation.Detail}");
        if (report.Truncated) Console.WriteLine("… and more.");
        return report.Holds ? Verbs.Ok : Verbs.Failed;
    }
}
