using LineLoyalty.Analytics;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Membership;
using LineLoyalty.Pictures;
using LineLoyalty.Rewards.Draws;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Scheduling;

/// <summary>Everything that happens by itself, on the brand's clock. Runs of one moment go in this order.</summary>
internal static class Timetable
{
    public static readonly IReadOnlyList<Schedule> Daily =
    [
        new("points-expiry", new(0, 5), (s, _, ct) => s.GetRequiredService<NightlyRuns>().ExpirePointsAsync(ct)),
        new("coupon-expiry", new(0, 10), (s, _, ct) => s.GetRequiredService<NightlyRuns>().ExpireCouponsAsync(ct)),
        new("tier-review", new(0, 15), (s, _, ct) => s.GetRequiredService<NightlyRuns>().ReviewTiersAsync(ct)),
        new("scores", new(0, 20), (s, _, ct) => s.GetRequiredService<ScoreBuyers>().ExecuteAsync(ct)),
        new("tag-rules", new(0, 30), (s, _, ct) => s.GetRequiredService<ApplyTagRules>().NightlyAsync(ct)),
        new("menu-segments", new(0, 45), (s, _, ct) => s.GetRequiredService<KeepMenuSegments>().RefreshAsync(ct)),
        new("sweep", new(3, 30), (s, _, ct) => s.GetRequiredService<SweepExpired>().ExecuteAsync(ct)),
        new("pictures", new(3, 40), (s, _, ct) => s.GetRequiredService<PrunePictures>().ExecuteAsync(ct)),
        new("birthday-coupon", new(9, 0), (s, day, ct) => s.GetRequiredService<BirthdayProgramme>().GiveCouponsAsync(day, ct)),
        new("birthday-greeting", BirthdayProgramme.GreetingAt, (s, day, ct) => s.GetRequiredService<BirthdayProgramme>().GreetAsync(day, ct)),
        new("points-expiry-reminder", new(9, 5), (s, _, ct) => s.GetRequiredService<ExpiryReminders>().RemindOfPointsAsync(ct)),
        new("coupon-expiry-reminder", new(9, 10), (s, _, ct) => s.GetRequiredService<ExpiryReminders>().RemindOfCouponsAsync(ct)),
        new("gifts", new(9, 0), (s, day, ct) => s.GetRequiredService<GiftProgramme>().DailyAsync(day, ct)),
        new("tier-gift", new(9, 0), (s, day, ct) => s.GetRequiredService<TierProgramme>().GiveMonthlyAsync(day, ct)),
        new("tier-reminder", new(9, 12), (s, _, ct) => s.GetRequiredService<TierProgramme>().RemindAsync(ct)),
        new("reactivation", new(9, 15), (s, day, ct) => s.GetRequiredService<ReactivationProgramme>().RunAsync(day, ct)),
    ];

    /// <summary>Looked at again and again; each is harmless to repeat and needs no row of its own.</summary>
    public static readonly IReadOnlyList<Chore> Often =
    [
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<BirthdayProgramme>().CatchUpAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<TierProgramme>().AnnounceAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<RunDraw>().DueAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<DrawProgramme>().AnnounceAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<ApplyTagRules>().JustBoughtAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<ApplyTagRules>().EndAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<NightlyRuns>().ReleaseCouponsAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<GiftProgramme>().AfterPurchasesAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<RewardReferrals>().ExecuteAsync(ct)),
        new(TimeSpan.FromMinutes(1), (s, ct) => s.GetRequiredService<NightlyRuns>().RetryLateAsync(ct)),
        new(TimeSpan.FromHours(1), (s, ct) => s.GetRequiredService<ApproveGrant>().ForgetLapsedAsync(ct)),
    ];

    // Campaigns have no line here: each has its own time, looked at by CampaignTick.
}

/// <param name="Name">Kept with each run; never reuse one for something else.</param>
/// <param name="At">Time of day at the brand.</param>
/// <param name="Run">What it does for one day of the brand.</param>
internal sealed record Schedule(string Name, TimeOnly At, Func<IServiceProvider, DateOnly, CancellationToken, Task> Run);

/// <param name="Every">On the brand's clock or the machine's, whichever has moved that far first.</param>
internal sealed record Chore(TimeSpan Every, Func<IServiceProvider, CancellationToken, Task> Run);
