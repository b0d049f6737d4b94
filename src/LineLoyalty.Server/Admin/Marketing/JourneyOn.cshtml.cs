using LineLoyalty.Data;
using LineLoyalty.Marketing.Journeys;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The last look before a journey begins: what it would have done and cost, had it been on already.</summary>
public sealed class JourneyOnModel(LoyaltyDb db, SaveJourney save, ChangeJourney change, DryRunJourney dryRun, PriceJourney price) : AdminPage
{
    [BindProperty(SupportsGet = true)] public long Id { get; set; }

    public Journey Journey { get; private set; } = null!;
    /// <summary>What keeps it from being switched on.</summary>
    public IReadOnlyList<JourneyFault> Faults { get; private set; } = [];
    public JourneyDryRun? Run { get; private set; }
    public JourneyPrice? Price { get; private set; }
    public IReadOnlyDictionary<string, string> Coupons { get; private set; } = new Dictionary<string, string>();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await db.Journeys.AsNoTracking().FirstOrDefaultAsync(j => j.Id == Id && j.ArchivedAt == null, ct) is not { } journey) return NotFound();
        if (journey.State == JourneyState.On) return Redirect($"/admin/journeys/edit/{Id}");
        Journey = journey;
        // What was published is what begins; a first time publishes the draft.
        var text = journey.Live is { } live ? await db.JourneyVersions.Where(v => v.JourneyId == Id && v.Number == live).Select(v => v.Definition).SingleAsync(ct) : journey.Draft;
        var definition = JourneyDefinition.Parse(text);
        Faults = await change.FaultsAsync(definition, ct);
        if (Faults.Count > 0) return Page();
        Run = await dryRun.ExecuteAsync(await change.WithRulesAsync(definition, ct), JourneyEditModel.DryRunDays, ct, Id);
        Price = await price.ExecuteAsync(Run, Id, ct);
        var codes = Run.Coupons.Keys.ToList();
        Coupons = await db.CouponDefinitions.Where(d => codes.Contains(d.Code)).ToDictionaryAsync(d => d.Code, d => W.IsEnglish && d.TitleEn.Length > 0 ? d.TitleEn : d.Title, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if ((await save.SwitchOnAsync(Id, Me.Id, ct)).Refusal is { } refusal)
        {
            Problem(refusal);
            return Redirect($"/admin/journeys/{Id}/on");
        }
        Notice("旅程已開啟。", "The journey is on.");
        return Redirect("/admin/journeys");
    }
}
