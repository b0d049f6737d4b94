namespace LineLoyalty.Benchmarks;
internal static class LedgerCommits { public static Task RunAsync(Table table) => Task.CompletedTask; }
