using LineLoyalty.Benchmarks;

// dotnet run -c Release --project tests/LineLoyalty.Benchmarks -- [webhook|ledger]      (both without a name)
// "load" is how the webhook benchmark starts its load generator as a process of its own.
if (args is ["load", ..]) return await LoadGenerator.RunAsync(args[1..]);

var table = new Table();
if (args is [] or ["webhook"]) await WebhookIntake.RunAsync(table);
if (args is [] or ["ledger"]) await LedgerCommits.RunAsync(table);
if (table.IsEmpty)
{
    Console.Error.WriteLine("Benchmarks: webhook, ledger (none named: both).");
    return 2;
}
Console.WriteLine(table);
return 0;
