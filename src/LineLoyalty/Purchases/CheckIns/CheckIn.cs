using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases.CheckIns;

public static class CheckInRefusals
{
    public static readonly Refusal CodeInvalid = new("checkin.code_invalid",
        "This is not the store's check-in code, or it has been replaced. Please scan the one on the counter.", "打卡碼無效或已更換，請掃描櫃台上的打卡碼。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal CodeRequired = new("checkin.code_required",
        "Please scan the check-in code on the store's counter.", "請到門市掃描櫃台上的打卡碼。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal Off = new("checkin.off",
        "There are no points for checking in at the moment.", "目前沒有打卡集點活動。");
}

/// <param name="Counted">Points came of it now.</param>
/// <param name="Already">It had been done today.</param>
/// <param name="Tomorrow">What it will bring tomorrow as the rules are; 0 for nothing.</param>
public sealed record CheckedIn(bool Counted, bool Already, long Points, long Balance, long Tomorrow, string? StoreName)
{
    /// <summary>It was the first today and counts for something else than points, such as a mission.</summary>
    public bool Noted { get; init; }
}

/// <summary>Somebody outside this area for whom checking in counts, even when it brings no points.</summary>
public interface ICheckInListener
{
    Task<bool> ListensAsync(CancellationToken ct);
}

/// <summary>打卡: once a day per member, in the store when the brand asks for its code.</summary>
public sealed class CheckIn(LoyaltyDb db, GivePoints give, ReadPointsProgramme programmes, CheckInCodes codes, IEnumerable<ICheckInListener> listeners, BrandTime time)
{
    public async Task<Outcome<CheckedIn>> ExecuteAsync(long memberId, string? code, CancellationToken ct)
    {
        var store = code is null ? null : await codes.FindAsync(db, code, ct);
        if (code is not null && store is null) return CheckInRefusals.CodeInvalid;
        if (code is null && (await programmes.PolicyAtAsync(time.Now, ct)).CheckInNeedsCode) return CheckInRefusals.CodeRequired;
        var where = store is null ? null : new EventPlace(store.Id, store.Code);
        await using var unit = await db.BeginWriteAsync(ct);
        if (!(await give.ForEventAsync(memberId, EarningEvent.CheckIn, ReadWaysToEarn.CheckInKey(time.Today), time.Now, ct, where)).Succeeded(out var given, out var refusal)) return refusal;
        var tomorrow = await give.PreviewAsync(memberId, EarningEvent.CheckIn, time.At(time.Today.AddDays(1), TimeOnly.FromDateTime(time.Local(time.Now))), where, ct);
        // Who scans a poster shall not be left with silence; the page that only asks may be told nothing came.
        var heard = await HeardAsync(ct);
        if (store is not null && given is { Counted: false, Before: false } && tomorrow == 0 && !heard) return CheckInRefusals.Off;
        var noted = heard && await NoteAsync(memberId, store?.Id, ct);
        await unit.CommitAsync(ct);
        var english = await db.Members.Where(m => m.Id == memberId).Select(m => m.Language).SingleAsync(ct) == Languages.English;
        return new CheckedIn(given.Counted, given.Before || (heard && !noted && !given.Counted), given.Points, given.Available, tomorrow, store is null ? null : english && store.NameEn.Length > 0 ? store.NameEn : store.Name)
        {
            Noted = noted,
        };
    }

    private async Task<bool> HeardAsync(CancellationToken ct)
    {
        foreach (var listener in listeners)
        {
            if (await listener.ListensAsync(ct)) return true;
        }
        return false;
    }

    /// <summary>Once a day, under the member's lock that giving the points has taken.</summary>
    private async Task<bool> NoteAsync(long memberId, long? store, CancellationToken ct)
    {
        var today = time.StartOf(time.Today);
        if (await db.MemberEvents.AnyAsync(e => e.MemberId == memberId && e.At >= today && e.Kind == MemberEvents.CheckedIn, ct)) return false;
        db.MemberEvents.Add(new MemberEvent { MemberId = memberId, Kind = MemberEvents.CheckedIn, At = time.Now, Data = store is null ? null : JsonSerializer.Serialize(new { store }, JsonSerializerOptions.Web) });
        return true;
    }
}
