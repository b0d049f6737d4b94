using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Journeys;

/// <summary>What the tests of journeys do to the café's journeys.</summary>
internal static class Trips
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static readonly JourneyEntry Once = new(Again: null);
    public static readonly JourneyEntry EachTime = new(Again: 0);

    public static SendMessage Say(string id, string text, string? next = null, string? coupon = null, bool always = false) =>
        new(id, new CampaignContent([coupon is null ? new CampaignText(text) : new CampaignCard("offer", text, "") { CouponCode = coupon }])) { Next = next, Always = always };

    /// <summary>Draws, publishes and switches on.</summary>
    public static async Task<long> StartAsync(this Cafe cafe, JourneyDefinition definition, string name = "測試旅程")
    {
        var saved = await cafe.ChangeAsync(c => c.SaveAsync(new JourneyDraft(null, name, definition), Ct));
        return (await cafe.ChangeAsync(c => c.SwitchOnAsync(saved.Id, Ct))).Id;
    }

    public static async Task<long> SwitchOnAsync(this Cafe cafe, string code)
    {
        var id = await cafe.App.DbAsync(db => db.Journeys.Where(j => j.Code == code).Select(j => j.Id).SingleAsync(Ct));
        await cafe.ChangeAsync(c => c.SwitchOnAsync(id, Ct));
        return id;
    }

    public static Task<Journey> ChangeAsync(this Cafe cafe, Func<ChangeJourney, Task<Outcome<Journey>>> change) => cafe.App.InScopeAsync(async s =>
    {
        await using var unit = await s.GetRequiredService<LoyaltyDb>().BeginWriteAsync(Ct);
        var outcome = await change(s.GetRequiredService<ChangeJourney>());
        Assert.True(outcome.Succeeded(out var journey, out var refusal), refusal is null ? null : $"{refusal.Code}: {string.Join(' ', (refusal.Facts.GetValueOrDefault("errors") as IEnumerable<JourneyFault> ?? []).Select(f => f.Path + " " + f.English))}");
        await unit.CommitAsync(Ct);
        return journey;
    });

    public static Task WearAsync(this Cafe cafe, Member member, string tag) => cafe.App.InScopeAsync(async s =>
    {
        await using var unit = await s.GetRequiredService<LoyaltyDb>().BeginWriteAsync(Ct);
        await s.GetRequiredService<WearTag>().ExecuteAsync(member.Id, tag, "staff:1", null, Ct);
        await unit.CommitAsync(Ct);
        return 0;
    });

    public static async Task<IReadOnlyList<string>> TagsAsync(this Cafe cafe, Member member) =>
        await cafe.App.DbAsync(db => db.MemberTags.Where(t => t.MemberId == member.Id).OrderBy(t => t.Name).Select(t => t.Name).ToListAsync(Ct));

    public static Task<List<Enrolment>> EnrolmentsAsync(this Cafe cafe, Member member) =>
        cafe.App.DbAsync(db => db.Enrolments.AsNoTracking().Where(e => e.MemberId == member.Id).OrderBy(e => e.Id).ToListAsync(Ct));

    public static Task<List<JourneyStep>> StepsAsync(this Cafe cafe, Member member) =>
        cafe.App.DbAsync(db => db.JourneySteps.AsNoTracking().Where(s => db.Enrolments.Any(e => e.Id == s.EnrolmentId && e.MemberId == member.Id)).OrderBy(s => s.Id).ToListAsync(Ct));

    /// <summary>The days on which a member heard something, counted from <paramref name="from"/>.</summary>
    public static async Task<IReadOnlyList<int>> DaysHeardAsync(this Cafe cafe, Member member, DateTime from) => [.. (await cafe.HeardAsync(member)).Select(h => (h.At.Date - from.Date).Days)];

    /// <summary>Lets days pass, each looked at once at 9:30.</summary>
    public static async Task DaysAsync(this Cafe cafe, DateTime opening, int from, int to)
    {
        for (var day = from; day <= to; day++) await cafe.GoToAsync(opening.Date.AddDays(day).AddHours(9).AddMinutes(30));
    }
}
