using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Grants;

/// <summary>
/// A second person's yes before much is given by hand, as <see cref="ApproveCampaign"/> asks for one before a large push: never by whoever
/// asked, bound to what was asked for and to what decides its worth, void after any change, and good for as long.
/// </summary>
public sealed class ApproveGrant(LoyaltyDb db, BrandTime time, Vault vault, ReadSendingRules said, IOptions<CampaignOptions> options)
{
    private const string VaultPurpose = "grant";

    /// <param name="liability">Most NT$ it can cost; null when nothing bounds it.</param>
    /// <param name="staffId">Who wants to give it.</param>
    public async Task<ApprovalNeed> NeededAsync(long? liability, long staffId, CancellationToken ct) =>
        (await said.ExecuteAsync(ct)).AsksSecondPerson(liability + await GivenAsync(staffId, ct)) ? await SecondPerson.OrTypedCountAsync(db, ct, staffId) : ApprovalNeed.None;

    /// <summary>NT$ that one person has given at once within a day: in small parts nobody gives more than in one.</summary>
    public Task<long> GivenAsync(long staffId, CancellationToken ct)
    {
        var since = time.Now.AddDays(-1);
        return db.GrantRequests.Where(r => r.RequestedBy == staffId && r.RequestedAt > since && r.State == GrantState.Within).SumAsync(r => r.Liability ?? 0, ct);
    }

    /// <summary>The request that waits, or null: then it may be given at once.</summary>
    /// <param name="form">Number of the form.</param>
    /// <param name="typed">The number as written out, where nobody else is there to ask.</param>
    public async Task<Outcome<GrantGate>> PassAsync(GrantPlan plan, Guid form, long? typed, long staffId, CancellationToken ct)
    {
        var key = form.ToString("N");
        await using var unit = await db.BeginWriteAsync(ct);
        // Two forms of one person must not both find the day's sum untouched.
        await db.LockStaffAsync(staffId, ct);
        if (await db.GrantRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Form == key, ct) is { } known) return Sent(known, plan);
        var state = await NeededAsync(plan.Liability, staffId, ct) switch
        {
            ApprovalNeed.None => GrantState.Within,
            ApprovalNeed.SecondPerson => GrantState.Waiting,
            _ => GrantState.Typed,
        };
        if (state == GrantState.Typed && typed != plan.Count) return GrantRefusals.CountNotTyped.With(("count", plan.Count));
        var request = new GrantRequest
        {
            Form = key, Kind = plan.Kind, Subject = plan.Subject, Hash = HashOf(plan), Count = plan.Count, Liability = plan.Liability, State = state, RequestedBy = staffId, RequestedAt = time.Now,
            ContentSealed = vault.Seal(VaultPurpose, JsonSerializer.Serialize(plan.Content with { Text = null }, JsonSerializerOptions.Web)),
            ListSealed = state == GrantState.Waiting && plan.Content.Text is { } list ? vault.Seal(VaultPurpose, list) : null,
        };
        db.GrantRequests.Add(request);
        await db.SaveChangesAsync(ct);
        if (state == GrantState.Waiting) Audit("grant.requested", request, staffId);
        await unit.CommitAsync(ct);
        return new GrantGate(state == GrantState.Waiting ? request : null);
    }

    /// <summary>False when this form has been carried out. Part of the caller's unit, which gives it.</summary>
    public async Task<bool> OnceAsync(Guid form, CancellationToken ct)
    {
        var (key, now) = (form.ToString("N"), time.Now);
        return await db.GrantRequests.Where(r => r.Form == key && r.DoneAt == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.DoneAt, now), ct) == 1;
    }

    public GrantContent Open(GrantRequest request)
    {
        var content = JsonSerializer.Deserialize<GrantContent>(vault.Open(VaultPurpose, request.ContentSealed), JsonSerializerOptions.Web)!;
        return request.ListSealed is { } list ? content with { Text = vault.Open(VaultPurpose, list) } : content;
    }

    /// <summary>First instant at which a request can no longer be approved.</summary>
    public DateTime EndOf(GrantRequest request) => request.RequestedAt + options.Value.ApprovalLasts;

    /// <summary>Takes a request to be given: of two people one. Part of the caller's unit, so that what is given in it is given with it.</summary>
    /// <param name="plan">What it would give now.</param>
    public async Task<Refusal?> ClaimAsync(GrantRequest request, GrantPlan plan, long staffId, CancellationToken ct)
    {
        if (request.State != GrantState.Waiting) return GrantRefusals.NotWaiting;
        if (request.RequestedBy == staffId) return GrantRefusals.OwnApproval;
        if (time.Now >= EndOf(request)) return GrantRefusals.ApprovalOver;
        if (!Holds(request, plan)) return GrantRefusals.ApprovalVoid;
        if (!await DecideAsync(request, GrantState.Approved, staffId, ct)) return GrantRefusals.NotWaiting;
        Audit("grant.approved", request, staffId);
        return null;
    }

    /// <summary>Whether what it would give now is what was asked for.</summary>
    public static bool Holds(GrantRequest request, GrantPlan plan) => request.Hash == HashOf(plan);

    /// <summary>Turned down; whoever asked may take it back that way, too.</summary>
    public async Task<Refusal?> EndAsync(long requestId, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.GrantRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == requestId, ct) is not { } request) return GrantRefusals.NotWaiting;
        if (!await DecideAsync(request, GrantState.Ended, staffId, ct)) return GrantRefusals.NotWaiting;
        await db.GrantRequests.Where(r => r.Id == requestId).ExecuteUpdateAsync(s => s.SetProperty(r => r.ListSealed, (string?)null), ct);
        Audit("grant.ended", request, staffId);
        await unit.CommitAsync(ct);
        return null;
    }

    /// <summary>All of it has been given.</summary>
    public Task<int> DoneAsync(long requestId, CancellationToken ct)
    {
        var now = time.Now;
        return db.GrantRequests.Where(r => r.Id == requestId && r.DoneAt == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.DoneAt, now).SetProperty(r => r.ListSealed, (string?)null), ct);
    }

    /// <summary>Forgets the lines of what can no longer be approved.</summary>
    public Task<int> ForgetLapsedAsync(CancellationToken ct)
    {
        var before = time.Now - options.Value.ApprovalLasts;
        return db.GrantRequests.Where(r => r.State == GrantState.Waiting && r.RequestedAt <= before && r.ListSealed != null).ExecuteUpdateAsync(s => s.SetProperty(r => r.ListSealed, (string?)null), ct);
    }

    private async Task<bool> DecideAsync(GrantRequest request, GrantState state, long staffId, CancellationToken ct)
    {
        var now = time.Now;
        return await db.GrantRequests.Where(r => r.Id == request.Id && r.State == GrantState.Waiting)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, state).SetProperty(r => r.DecidedBy, staffId).SetProperty(r => r.DecidedAt, now), ct) == 1;
    }

    // A form that has asked never gives by itself, whatever is written on it when it comes again; one that needed nobody goes on where it was interrupted.
    private static Outcome<GrantGate> Sent(GrantRequest known, GrantPlan plan) => known.State switch
    {
        GrantState.Waiting => new GrantGate(known),
        GrantState.Within or GrantState.Typed when Holds(known, plan) => new GrantGate(null),
        _ => GrantRefusals.FormUsed,
    };

    private static string HashOf(GrantPlan plan) =>
        SecondPerson.HashOf(plan.Kind.ToString(), plan.Subject ?? "", JsonSerializer.Serialize(plan.Content, JsonSerializerOptions.Web), plan.Meaning);

    private void Audit(string action, GrantRequest request, long staffId) => db.AuditEntries.Add(new AuditEntry
    {
        At = time.Now, StaffId = staffId, Action = action, Subject = string.Create(CultureInfo.InvariantCulture, $"request {request.Id}"),
        Data = JsonSerializer.Serialize(new { kind = request.Kind.ToString(), request.Subject, request.Count, request.Liability }, JsonSerializerOptions.Web),
    });
}

/// <param name="Waits">Null when it may be given at once.</param>
public sealed record GrantGate(GrantRequest? Waits);
