using LineLoyalty.Data;
using LineLoyalty.Marketing.Missions;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <param name="Begun">Rounds with a step made.</param>
/// <param name="Rewarded">Rounds that were given something.</param>
public sealed record MissionRow(MissionKind Kind, string Goal, int Begun, int Finished, int Rewarded);

/// <summary>All missions with what came of them.</summary>
public sealed class MissionsModel(LoyaltyDb db, ReadMissionBook read) : AdminPage
{
    public IReadOnlyList<MissionRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var names = await MissionNaming.ReadAsync(db, W.IsEnglish, ct);
        var counts = await db.MissionRounds.GroupBy(r => r.MissionId)
            .Select(g => new { g.Key, Begun = g.Count(r => r.BegunAt != null), Finished = g.Count(r => r.FinishedAt != null), Rewarded = g.Count(r => r.Counted) }).ToDictionaryAsync(g => g.Key, ct);
        Rows = [.. (await read.ExecuteAsync(ct)).Newest.OrderByDescending(k => k.Active).ThenBy(k => k.Id).Select(k => new MissionRow(
            k, string.Join(k.Says.Any ? W["，或", ", or "] : W["、", ", "], k.Says.Goals.Select(g => MissionWords.Goal(g, W.IsEnglish, names))),
            counts.GetValueOrDefault(k.Id)?.Begun ?? 0, counts.GetValueOrDefault(k.Id)?.Finished ?? 0, counts.GetValueOrDefault(k.Id)?.Rewarded ?? 0))];
    }

    public string When(MissionDefinition d) => (d.For, d.Repeat, d.Days) switch
    {
        (MissionFor.Given, _, _) => W["指派", "given"],
        (_, MissionRepeat.Weekly, _) => W["每週", "weekly"],
        (_, MissionRepeat.Monthly, _) => W["每月", "monthly"],
        (_, _, { } days) => W[$"{days} 天內", $"{days} days"],
        _ => d.LastDay is { } last ? W[$"到 {last:yyyy/M/d}", $"to {last:yyyy/M/d}"] : W["一次", "once"],
    };
}
