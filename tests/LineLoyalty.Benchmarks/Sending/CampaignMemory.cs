using System.Diagnostics;
using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Benchmarks.Sending;

/// <summary>Memory and time while one campaign to everybody is kept, planned and sent; flat when twice the people need no more.</summary>
internal static class CampaignMemory
{
    public static async Task RunAsync(int people)
    {
        Console.WriteLine("| people | kept and planned | sent after | highest working set | highest heap |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (var count in new[] { people / 10, people }) await OnceAsync(count);
    }

    private static async Task OnceAsync(int people)
    {
        using var stub = await LineStub.StartAsync();
        await using var server = await SendingServer.StartAsync(people, stub.Port, 1, unlimited: false);
        await using (var scope = server.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            db.Campaigns.Add(new Campaign
            {
                Name = "開幕", Content = new CampaignContent([new CampaignText("新品上市，歡迎來喝")]).ToJson(), Audience = new CampaignAudience().ToJson(),
                CreatedBy = 1, CreatedAt = now, State = CampaignState.Scheduled, ScheduledAt = now,
            });
            await db.SaveChangesAsync();
        }
        using var done = new CancellationTokenSource();
        var (set, heap) = (0L, 0L);
        var watching = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                (set, heap) = (Math.Max(set, Environment.WorkingSet), Math.Max(heap, GC.GetTotalMemory(false)));
                await Task.WhenAny(Task.Delay(100, done.Token));
            }
        });
        var watch = Stopwatch.StartNew();
        var run = server.Services.GetRequiredService<RunCampaigns>();
        await run.ExecuteAsync(CancellationToken.None);
        var planned = watch.Elapsed;
        while (server.Count("Campaigns", "State <> 'Sent'") > 0)
        {
            await Task.Delay(200);
            await run.ExecuteAsync(CancellationToken.None);
        }
        var accepted = server.Count("DeliveryRecipients", "State = 'Accepted'");
        if (accepted != people) throw new InvalidOperationException($"{accepted} of {people} people got it.");
        await done.CancelAsync();
        await watching;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {people:N0} | {planned.TotalSeconds:0.0} s | {watch.Elapsed.TotalSeconds:0.0} s | {set >> 20} MiB | {heap >> 20} MiB |"));
    }
}
