using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Draws;

/// <param name="Counted">False when this very entry was there before.</param>
public sealed record Entered(DrawEntry Entry, bool Counted, long Available);

/// <summary>An entry into a draw: free, or for points, once per cause.</summary>
public sealed class EnterDraw(LoyaltyDb db, BrandTime time, PointsLedger ledger)
{
    /// <summary>The free entry of the member, or of the member's day.</summary>
    public async Task<Outcome<Entered>> FreeAsync(long memberId, string code, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null } member) return MemberRefusals.NotFound;
        if (await FindAsync(code, ct) is not { } draw) return DrawRefusals.NotFound;
        if (draw.Free == FreeEntry.None) return DrawRefusals.NoFree;
        var key = draw.Free == FreeEntry.Daily
            ? string.Create(CultureInfo.InvariantCulture, $"free:{draw.Id}:{memberId}:{time.Today:yyyy-MM-dd}") : string.Create(CultureInfo.InvariantCulture, $"free:{draw.Id}:{memberId}");
        var account = await ledger.OpenAsync(member, null, ct);
        if (await db.DrawEntries.SingleOrDefaultAsync(e => e.Key == key, ct) is { } before) return new Entered(before, false, account.Available(time.Now));
        if (!(await AddAsync(memberId, draw, EntrySource.Free, key, 0, null, ct)).Succeeded(out var entry, out var refusal)) return refusal;
        await unit.CommitAsync(ct);
        return new Entered(entry, true, account.Available(time.Now));
    }

    /// <param name="key">Made by the page when it asked: a second tap buys nothing more.</param>
    /// <param name="seen">The price the page showed.</param>
    public async Task<Outcome<Entered>> ForPointsAsync(long memberId, string code, Guid key, long? seen, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null } member) return MemberRefusals.NotFound;
        var (now, account) = (time.Now, await ledger.OpenAsync(member, null, ct));
        var once = string.Create(CultureInfo.InvariantCulture, $"points:{memberId}:{key:N}");
        if (await db.DrawEntries.SingleOrDefaultAsync(e => e.Key == once, ct) is { } before) return new Entered(before, false, account.Available(now));
        if (member.RefuseSpend(now) is { } held) return held;
        if (await FindAsync(code, ct) is not { } draw) return DrawRefusals.NotFound;
        if (draw.EntryPoints is not { } price) return DrawRefusals.NoPoints;
        if (seen is not null && seen != price) return DrawRefusals.PriceChanged.With(("points", price));
        if (price > account.Available(now)) return PointsRefusals.Insufficient.With(("available", account.Available(now)));
        var spent = account.Spend(price, now, new PointsCause(now, now, PointsReasons.Draw)
        {
            Rule = "draw:" + draw.Code, Inputs = JsonSerializer.Serialize(new { name = draw.Name, nameEn = draw.NameEn.Length > 0 ? draw.NameEn : null, points = price }, Relaxed),
        })!;
        await ledger.BookAsync(account, member, ct);
        await db.SaveChangesAsync(ct);
        if (!(await AddAsync(memberId, draw, EntrySource.Points, once, price, spent.Id, ct)).Succeeded(out var entry, out var refusal)) return refusal;
        await unit.CommitAsync(ct);
        return new Entered(entry, true, account.Available(now));
    }

    /// <summary>An entry that something of the catalogue brings; part of the caller's unit, under the member's lock.</summary>
    internal async Task<Outcome<DrawEntry>> ForRewardAsync(long memberId, string code, string key, CancellationToken ct) =>
        await FindAsync(code, ct) is { } draw ? await AddAsync(memberId, draw, EntrySource.Reward, key, 0, null, ct) : DrawRefusals.NotFound;

    /// <summary>Takes an entry out again, as long as the list is not frozen. False when it is.</summary>
    internal async Task<bool> WithdrawAsync(long entryId, CancellationToken ct)
    {
        var entry = await db.DrawEntries.SingleAsync(e => e.Id == entryId, ct);
        var now = time.Now;
        if (await db.Draws.Where(d => d.Id == entry.DrawId && d.State == DrawState.Open && d.ClosesAt > now).ExecuteUpdateAsync(s => s.SetProperty(d => d.EntryCount, d => d.EntryCount - 1), ct) == 0) return false;
        entry.WithdrawnAt = now;
        return true;
    }

    private async Task<Outcome<DrawEntry>> AddAsync(long memberId, Draw draw, EntrySource source, string key, long points, long? pointsEntryId, CancellationToken ct)
    {
        var now = time.Now;
        if (draw.State != DrawState.Open || now >= draw.ClosesAt) return DrawRefusals.Closed;
        if (now < draw.OpensAt) return DrawRefusals.NotBegun.With(("from", draw.OpensAt));
        if (draw.MaxPerMember is { } most && await db.DrawEntries.CountAsync(e => e.DrawId == draw.Id && e.MemberId == memberId && e.WithdrawnAt == null, ct) >= most) return DrawRefusals.Full.With(("limit", most));
        // The draw's own row decides between entries and the drawing: whoever comes after it is not in the list.
        var counted = await db.Draws.Where(d => d.Id == draw.Id && d.State == DrawState.Open && d.OpensAt <= now && d.ClosesAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.EntryCount, d => d.EntryCount + 1), ct);
        if (counted == 0) return DrawRefusals.Closed;
        var entry = new DrawEntry { Ref = Secret.New(16), DrawId = draw.Id, MemberId = memberId, At = now, Source = source, Key = key, Points = points, PointsEntryId = pointsEntryId };
        db.DrawEntries.Add(entry);
        await db.SaveChangesAsync(ct);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = MemberEvents.DrawEntered, At = now, Data = JsonSerializer.Serialize(new { draw = draw.Id, points, reason = source.ToString().ToLowerInvariant() }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync(ct);
        return entry;
    }

    private Task<Draw?> FindAsync(string code, CancellationToken ct) => db.Draws.AsNoTracking().SingleOrDefaultAsync(d => d.Code == code && d.State != DrawState.Draft, ct);

    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
