using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Draws;

/// <summary>
/// Opens, draws and hands over. Drawing is one unit: list, seed and winners stand together or not at all. Handing over is one unit per
/// winner and goes on where it was interrupted.
/// </summary>
public sealed class RunDraw(LoyaltyDb db, BrandTime time, Vault vault, GivePrize give)
{
    private const string SeedPurpose = "draw-seed";
    private const int PageSize = 200;

    /// <summary>Publishes the commitment; from now on prizes and times stand.</summary>
    public async Task<Outcome<string>> OpenAsync(long drawId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var seed = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var (commitment, sealedSeed, now) = (DecideDraw.CommitmentTo(seed), vault.Seal(SeedPurpose, seed), time.Now);
        var opened = await db.Draws.Where(d => d.Id == drawId && d.State == DrawState.Draft && d.ClosesAt > now).ExecuteUpdateAsync(s => s
            .SetProperty(d => d.State, DrawState.Open).SetProperty(d => d.Commitment, commitment).SetProperty(d => d.SeedSealed, sealedSeed).SetProperty(d => d.OpenedAt, now), ct);
        if (opened == 0) return DrawRefusals.NotDraft;
        await unit.CommitAsync(ct);
        return commitment;
    }

    /// <summary>Draws what is due and hands over what was drawn; harmless to repeat.</summary>
    public async Task DueAsync(CancellationToken ct)
    {
        var now = time.Now;
        foreach (var id in await db.Draws.Where(d => d.State == DrawState.Open && d.DrawAt != null && d.DrawAt <= now && d.ClosesAt <= now).OrderBy(d => d.DrawAt).Select(d => d.Id).ToListAsync(ct))
        {
            await DrawAsync(id, ct);
        }
        foreach (var id in await db.Draws.Where(d => d.State == DrawState.Drawn).OrderBy(d => d.Id).Select(d => d.Id).ToListAsync(ct))
        {
            while (await GiveAsync(id, PageSize, ct) > 0) db.ChangeTracker.Clear();
        }
    }

    /// <summary>Freezes the list and decides the winners, once.</summary>
    public async Task<Outcome<Draw>> DrawAsync(long drawId, CancellationToken ct)
    {
        var now = time.Now;
        await using var unit = await db.BeginWriteAsync(ct);
        // Taking the row first: an entry that is being made is in the list, every later one finds it closed.
        var taken = await db.Draws.Where(d => d.Id == drawId && d.State == DrawState.Open && d.ClosesAt <= now)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.State, DrawState.Drawn).SetProperty(d => d.DrawnAt, now), ct);
        if (taken == 0) return await db.Draws.AnyAsync(d => d.Id == drawId && d.State == DrawState.Open, ct) ? DrawRefusals.StillOpen : DrawRefusals.NotOpen;
        var draw = await db.Draws.Include(d => d.Prizes).SingleAsync(d => d.Id == drawId, ct);
        var entries = await db.DrawEntries.Where(e => e.DrawId == drawId && e.WithdrawnAt == null).OrderBy(e => e.Id).ToListAsync(ct);
        for (var i = 0; i < entries.Count; i++) entries[i].Number = i + 1;
        draw.Seed = vault.Open(SeedPurpose, draw.SeedSealed!);
        draw.EntriesHash = DecideDraw.HashOf(entries.Select(e => e.Ref));
        var prizes = draw.Prizes.OrderBy(p => p.Position).ToList();
        var winners = DecideDraw.Winners(draw.Seed, draw.Code, entries.ConvertAll(e => new DrawTicket(e.Number!.Value, e.Ref, e.MemberId)), prizes.ConvertAll(p => p.Count));
        foreach (var (number, prize) in winners) entries[number - 1].PrizeId = prizes[prize].Id;
        await unit.CommitAsync(ct);
        return draw;
    }

    /// <summary>Hands over at most so many prizes of a drawn draw; when none is left, it is done.</summary>
    /// <returns>How many were still to hand over.</returns>
    public async Task<int> GiveAsync(long drawId, int most, CancellationToken ct)
    {
        var due = await db.DrawEntries.AsNoTracking().Where(e => e.DrawId == drawId && e.PrizeId != null && e.GivenAt == null).OrderBy(e => e.Number).Take(most).Select(e => new { e.Id, e.MemberId }).ToListAsync(ct);
        foreach (var winner in due)
        {
            db.ChangeTracker.Clear();
            await GiveAsync(winner.Id, winner.MemberId, ct);
        }
        if (due.Count == 0) await FinishAsync(drawId, ct);
        return due.Count;
    }

    private async Task GiveAsync(long entryId, long memberId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var member = await db.TakeMemberAsync(memberId, ct);
        var entry = await db.DrawEntries.SingleAsync(e => e.Id == entryId, ct);
        if (entry.GivenAt is not null) return;
        var draw = await db.Draws.SingleAsync(d => d.Id == entry.DrawId, ct);
        var prize = await db.Set<DrawPrize>().SingleAsync(p => p.Id == entry.PrizeId, ct);
        var now = time.Now;
        if (member is { ErasedAt: null })
        {
            var cause = new PrizeCause(PointsReasons.Draw, string.Create(CultureInfo.InvariantCulture, $"draw:{entryId}"), now, "draw:" + draw.Code, null,
                JsonSerializer.Serialize(new { name = draw.Name, nameEn = draw.NameEn.Length > 0 ? draw.NameEn : null, perPoints = (prize.Prize as PointsPrize)?.Points }, Relaxed));
            var outcome = await give.ExecuteAsync(memberId, prize.Prize, cause, ct);
            (entry.CouponId, entry.Missed) = (outcome.Value?.Coupon?.Id, outcome.Refusal?.Code);
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = memberId, Kind = MemberEvents.DrawWon, At = now, Data = JsonSerializer.Serialize(new { draw = draw.Id, prize = prize.Id }, JsonSerializerOptions.Web),
            });
            entry.ToTell = true;
        }
        else
        {
            entry.Missed = MemberRefusals.NotFound.Code;
        }
        entry.GivenAt = now;
        await unit.CommitAsync(ct);
    }

    private async Task FinishAsync(long drawId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Draws.Where(d => d.Id == drawId && d.State == DrawState.Drawn).ExecuteUpdateAsync(s => s.SetProperty(d => d.State, DrawState.Done), ct) == 0) return;
        if (await db.Draws.Where(d => d.Id == drawId).Select(d => d.TellLosers).SingleAsync(ct))
        {
            // One word to each member who has won nothing, however many entries they had.
            var firsts = db.DrawEntries.Where(e => e.DrawId == drawId && e.WithdrawnAt == null).GroupBy(e => e.MemberId).Where(g => g.All(e => e.PrizeId == null)).Select(g => g.Min(e => e.Id));
            await db.DrawEntries.Where(e => firsts.Contains(e.Id)).ExecuteUpdateAsync(s => s.SetProperty(e => e.ToTell, true), ct);
        }
        await unit.CommitAsync(ct);
    }

    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
