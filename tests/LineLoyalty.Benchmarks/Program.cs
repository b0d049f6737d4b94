using System.Globalization;
using LineLoyalty.Benchmarks;
using LineLoyalty.Benchmarks.Sending;

// dotnet run -c Release --project tests/LineLoyalty.Benchmarks -- [webhook|ledger|purchase|balance|parse|emulator|deliveries|verify|segments|audience] [runs]      (all, and five runs, unless told otherwise)
// "load" is how the webhook benchmark starts its load generator as a process of its own.
if (args is ["load", ..]) return await LoadGenerator.RunAsync(args[1..]);
if (args is ["sale-load", ..]) return await PurchaseCalls.LoadAsync(args[1..]);
if (args is ["push-load", ..]) return await EmulatorPushes.LoadAsync(args[1..]);
if (args is ["paced-sales", ..]) return await PurchaseCalls.LoadAsync(args[1..], perSecond: 5);
if (args is ["line-stub"]) return await LineStub.ServeAsync();

var runs = 5;
if (args.Length > 0 && int.TryParse(args[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var given)) (runs, args) = (given, args[..^1]);
var table = new Table();
if (args is [] or ["webhook"]) await WebhookIntake.RunAsync(table, runs);
if (args is [] or ["parse"]) WebhookParse.Run(table, runs);
if (args is [] or ["ledger"]) await LedgerCommits.RunAsync(table, runs);
if (args is [] or ["purchase"]) await PurchaseCalls.RunAsync(table, runs);
if (args is [] or ["balance"]) await BalanceReads.RunAsync(table, runs);
if (args is [] or ["deliveries"]) await DeliveryRuns.RunAsync(table, runs);
if (args is [] or ["emulator"]) await EmulatorPushes.RunAsync(table, runs);
// "verify 10" checks ten million generated lines; it is not among those that run unasked.
if (args is ["verify"]) await LedgerVerification.RunAsync(table, runs * 1_000_000);
// "campaign 1000" plans and sends one to a million people, and before it one to a tenth of them.
if (args is ["campaign"])
{
    await CampaignMemory.RunAsync(runs * 1000);
    return 0;
}
// Fills ten million purchases, so it is not among them either.
if (args is ["segments"]) await SegmentCounts.RunAsync(table, runs);
if (args is ["audience"]) await AudienceFreezes.RunAsync(table);
if (args is ["segments"] && runs == 0) return 0;
if (table.IsEmpty)
{
    Console.Error.WriteLine("Benchmarks: webhook, parse, ledger, purchase, balance, emulator, deliveries (none named: all), verify, segments, audience; then how many runs, for verify how many million lines.");
    return 2;
}
Console.WriteLine(table);
return 0;
