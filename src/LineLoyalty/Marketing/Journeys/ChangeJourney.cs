using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Pictures;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <param name="Id">Null makes a new one.</param>
/// <param name="Version">What the page had read; a later change by somebody else refuses the save.</param>
public sealed record JourneyDraft(long? Id, string Name, JourneyDefinition Definition, long? Version = null);

/// <summary>What people do to journeys: keep a draft, publish it, switch it on and off. Each joins the caller's unit, which also notes who did it.</summary>
public sealed class ChangeJourney(LoyaltyDb db, ReadMissionBook missions, BrandTime time, SwitchProgrammes programmes, KeepPicture pictures)
{
    /// <summary>Keeps the draft, even an unfinished one. Members go on walking the published version.</summary>
    public async Task<Outcome<Journey>> SaveAsync(JourneyDraft draft, CancellationToken ct)
    {
        var name = Names.Readable(draft.Name);
        if (name.Length is 0 or > Journey.LongestName) return JourneyRefusals.Invalid.With(("errors", new[] { new JourneyFault("name", "journey.name", $"請填 1–{Journey.LongestName} 字的名稱。", $"Give a name of 1 to {Journey.LongestName} characters.") }));
        var journey = draft.Id is { } id ? await db.Journeys.FirstOrDefaultAsync(j => j.Id == id && j.ArchivedAt == null, ct) : null;
        if (draft.Id is not null && journey is null) return JourneyRefusals.NotFound;
        if (journey is not null && draft.Version is { } seen && seen != journey.Version) return JourneyRefusals.Changed;
        var written = (await WithRulesAsync(draft.Definition, ct)).ToJson();
        if (!await pictures.ChooseAsync(written, ct)) return KeepPicture.Gone;
        if (journey is null) db.Journeys.Add(journey = new Journey { Name = name, Draft = "", ChangedAt = time.Now });
        (journey.Name, journey.Draft, journey.ChangedAt) = (name, written, time.Now);
        await db.SaveChangesAsync(ct);
        return journey;
    }

    /// <summary>Makes the draft the version new entries walk through.</summary>
    /// <param name="moveInside">Those inside go on at the same step of the new version; who stands at a step that is no longer there stays with the old one.</param>
    public async Task<Outcome<Journey>> PublishAsync(long id, bool moveInside, long? staffId, CancellationToken ct)
    {
        if (await db.Journeys.FirstOrDefaultAsync(j => j.Id == id && j.ArchivedAt == null, ct) is not { } journey) return JourneyRefusals.NotFound;
        var definition = JourneyDefinition.Parse(journey.Draft);
        if (await FaultsAsync(definition, ct) is { Count: > 0 } faults) return JourneyRefusals.Invalid.With(("errors", faults));
        var number = (await db.JourneyVersions.Where(v => v.JourneyId == id).MaxAsync(v => (int?)v.Number, ct) ?? 0) + 1;
        db.JourneyVersions.Add(new JourneyVersion { JourneyId = id, Number = number, Definition = journey.Draft, PublishedAt = time.Now, PublishedBy = staffId });
        (journey.Live, journey.ChangedAt) = (number, time.Now);
        await db.SaveChangesAsync(ct);
        if (moveInside)
        {
            var nodes = definition.Nodes.Select(n => n.Id).ToList();
            await db.Enrolments.Where(e => e.JourneyId == id && e.State == EnrolmentState.Inside && nodes.Contains(e.Node)).ExecuteUpdateAsync(s => s.SetProperty(e => e.Version, number), ct);
        }
        return journey;
    }

    /// <summary>Lets members in from now on, and ends the fixed programme that says the same, in the same act.</summary>
    public async Task<Outcome<Journey>> SwitchOnAsync(long id, CancellationToken ct)
    {
        if (await db.Journeys.FirstOrDefaultAsync(j => j.Id == id && j.ArchivedAt == null, ct) is not { } journey) return JourneyRefusals.NotFound;
        if (journey.State == JourneyState.On) return journey;
        if (journey.Live is null && (await PublishAsync(id, moveInside: false, staffId: null, ct)).Refusal is { } refusal) return refusal;
        (journey.State, journey.OnSince, journey.LookedOn) = (JourneyState.On, time.Now, null);
        await db.JourneyPresences.Where(p => p.JourneyId == id).ExecuteDeleteAsync(ct);
        await programmes.TakeOverAsync(journey.Code, ct);
        await db.SaveChangesAsync(ct);
        return journey;
    }

    /// <param name="stop">Also ends it for everybody inside; messages that still wait are taken back.</param>
    public async Task<Outcome<Journey>> SwitchOffAsync(long id, bool stop, CancellationToken ct)
    {
        if (await db.Journeys.FirstOrDefaultAsync(j => j.Id == id && j.ArchivedAt == null, ct) is not { } journey) return JourneyRefusals.NotFound;
        journey.State = JourneyState.Off;
        var now = time.Now;
        if (stop)
        {
            await db.Enrolments.Where(e => e.JourneyId == id && e.State == EnrolmentState.Inside)
                .ExecuteUpdateAsync(s => s.SetProperty(e => e.State, EnrolmentState.Left).SetProperty(e => e.Outcome, "stopped").SetProperty(e => e.EndedAt, now), ct);
        }
        await db.SaveChangesAsync(ct);
        return journey;
    }

    public async Task<Outcome<Journey>> ArchiveAsync(long id, CancellationToken ct)
    {
        if (await db.Journeys.FirstOrDefaultAsync(j => j.Id == id && j.ArchivedAt == null, ct) is not { } journey) return JourneyRefusals.NotFound;
        if (journey.State == JourneyState.On) return JourneyRefusals.On;
        journey.ArchivedAt = time.Now;
        await db.SaveChangesAsync(ct);
        return journey;
    }

    /// <summary>What keeps it from being published, with what only the database knows.</summary>
    public async Task<IReadOnlyList<JourneyFault>> FaultsAsync(JourneyDefinition definition, CancellationToken ct)
    {
        definition = await WithRulesAsync(definition, ct);
        var found = CheckJourney.Faults(definition).ToList();
        var codes = await db.CouponDefinitions.Where(d => d.Active).Select(d => d.Code).ToListAsync(ct);
        foreach (var (node, code) in definition.Nodes.SelectMany(CouponsOf))
        {
            if (!codes.Contains(code)) found.Add(new(node, "journey.coupon", "查無此優惠券，或優惠券已停用。", "There is no such kind of coupon, or it is switched off."));
        }
        foreach (var give in definition.Nodes.OfType<GiveMissionStep>().Where(g => !string.IsNullOrEmpty(g.Mission)))
        {
            if ((await missions.ExecuteAsync(ct)).ByCode(give.Mission) is not { Active: true, Says.For: MissionFor.Given }) found.Add(new(give.Id, "journey.mission", "查無這個可指派的任務，或已停用。", "There is no such mission that is given, or it is off."));
        }
        foreach (var show in definition.Nodes.OfType<ShowMenu>().Where(m => m.Menu is not null))
        {
            if (!await db.Menus.AnyAsync(m => m.Id == show.Menu && m.Live != null, ct)) found.Add(new(show.Id, "journey.menu", "查無這個選單，或尚未發布。", "There is no such menu, or it is not published."));
        }
        if (definition.Trigger is SegmentTrigger { SegmentId: > 0 and var segment } && !await db.Segments.AnyAsync(s => s.Id == segment && s.ArchivedAt == null, ct)) found.Add(new("trigger", "journey.segment", "找不到這個分眾。", "There is no such segment."));
        return found;
    }

    private static IEnumerable<(string Node, string Code)> CouponsOf(JourneyNode node) => node switch
    {
        GiveCoupon { Coupon.Length: > 0 } give => [(give.Id, give.Coupon)],
        SendMessage { Content.Messages: not null } message => message.Content.Messages.OfType<CampaignMessage>().SelectMany(m => m.Coupons("")).Select(c => c.DefinitionCode).Where(c => c.Length > 0).Select(c => (message.Id, c)),
        _ => [],
    };

    /// <summary>Segments as they are now: a version must not change under the people inside.</summary>
    public async Task<JourneyDefinition> WithRulesAsync(JourneyDefinition definition, CancellationToken ct)
    {
        var wanted = definition.Nodes.OfType<BranchRule>().Select(b => b.Segment).Append(definition.Entry.Segment).OfType<long>().Distinct().ToList();
        if (wanted.Count == 0) return definition;
        var rules = await db.Segments.AsNoTracking().Where(s => wanted.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Rule, ct);
        if (definition.Entry.Segment is { } only && rules.TryGetValue(only, out var who)) definition = definition with { Entry = definition.Entry with { Who = who } };
        return definition with { Nodes = [.. definition.Nodes.Select(n => n is BranchRule { Segment: { } id } branch && rules.TryGetValue(id, out var rule) ? branch with { Rule = rule } : n)] };
    }
}
