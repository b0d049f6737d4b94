using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing;

/// <summary>Marketing waits from one time of the brand's day until another; the second may be on the next day. Never the same time twice.</summary>
public sealed record QuietHours(TimeOnly From, TimeOnly Until)
{
    /// <summary>Of a day in which nothing is sent.</summary>
    [JsonIgnore] public TimeSpan Length => Until - From;

    /// <summary>Now, or the end of the quiet hours we are in: a message waits, it is never dropped for the hour.</summary>
    public DateTime NotBefore(DateTime now, BrandTime time)
    {
        var local = time.Local(now);
        var (day, clock) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        if (From < Until) return clock >= From && clock < Until ? time.At(day, Until) : now;
        return clock >= From ? time.At(day.AddDays(1), Until) : clock < Until ? time.At(day, Until) : now;
    }
}

/// <summary>How often and when the brand writes to people, and when a second person is asked first; one JSON value, the brand's own.</summary>
/// <param name="Quiet">Null: at any time.</param>
/// <param name="MostMessages">Marketing messages a member gets at most in <paramref name="MostMessagesDays"/>; never more than one a day, which is no setting.</param>
/// <param name="LatestDays">What is later than this, after an outage for instance, is not made up.</param>
/// <param name="ApprovalAbove">A second person approves a push to more people …</param>
/// <param name="ApprovalAbovePercent">… or to more than this part of all members, in percent …</param>
/// <param name="ApprovalForEveryone">… or to everyone.</param>
/// <param name="ExportAbove">A second person lets out a list of more people.</param>
/// <param name="GrantAbove">A second person approves what is given by hand, points or coupons, when it can cost more NT$.</param>
public sealed record SendingRules(
    QuietHours? Quiet, int MostMessages, int MostMessagesDays, int LatestDays, int ApprovalAbove, int ApprovalAbovePercent, bool ApprovalForEveryone, int ExportAbove, int GrantAbove = SendingRules.UsualGrantAbove)
{
    /// <summary>NT$; also of rules that were saved before there was this one.</summary>
    internal const int UsualGrantAbove = 10_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>As the settings of the server say, until somebody has saved.</summary>
    public static SendingRules Of(ProgrammeOptions programmes, CampaignOptions campaigns) => new(
        programmes.QuietFrom == programmes.QuietUntil ? null : new QuietHours(programmes.QuietFrom, programmes.QuietUntil), programmes.MostMessages, programmes.MostMessagesDays, programmes.LatestDays,
        campaigns.ApprovalAbove, campaigns.ApprovalAbovePercent, campaigns.ApprovalForEveryone, campaigns.ExportAbove, campaigns.GrantAbove);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static SendingRules Parse(string json) => JsonSerializer.Deserialize<SendingRules>(json, Json)!;

    public DateTime NotBefore(DateTime now, BrandTime time) => Quiet?.NotBefore(now, time) ?? now;

    /// <param name="members">All there are.</param>
    public bool AsksSecondPerson(int people, int members, bool everyone) =>
        people > ApprovalAbove || (long)people * 100 > (long)members * ApprovalAbovePercent || everyone && ApprovalForEveryone;

    /// <param name="liability">Most NT$ that something given by hand can cost; null when nothing bounds it.</param>
    public bool AsksSecondPerson(long? liability) => liability is null || liability > GrantAbove;
}

/// <summary>The rules as they are now, on every copy of the server.</summary>
public sealed class ReadSendingRules(LoyaltyDb db, BrandRules brand, IOptions<ProgrammeOptions> programmes, IOptions<CampaignOptions> campaigns)
{
    internal const string Key = "sending.rules";

    public Task<SendingRules> ExecuteAsync(CancellationToken ct) => brand.GetAsync(FreshAsync, ct);

    internal Task<string?> SavedAsync(CancellationToken ct) => db.Settings.Where(s => s.Key == Key).Select(s => s.Value).SingleOrDefaultAsync(ct);

    internal SendingRules Of(string? saved) => saved is null ? SendingRules.Of(programmes.Value, campaigns.Value) : SendingRules.Parse(saved);

    private async Task<SendingRules> FreshAsync(CancellationToken ct) => Of(await SavedAsync(ct));
}

/// <summary>Changes them, with who changed what from what to what.</summary>
public sealed class SaveSendingRules(LoyaltyDb db, ReadSendingRules read, TimeProvider clock)
{
    public const string Audited = "sending_rules.changed";
    public static readonly Refusal AdminsOnly = new("sending_rules.admins_only", "Only administrators change these rules.", "只有管理員可以修改傳送規則。", StatusCodes.Status403Forbidden);
    public static readonly Refusal Changed = new("sending_rules.changed", "Somebody else has changed these rules meanwhile. Look at them again, then save.", "傳送規則剛被其他人修改過，請重新確認後再儲存。");

    /// <param name="seen">What whoever writes has had before them, as JSON.</param>
    /// <returns>False when it says what was there already.</returns>
    public async Task<Outcome<bool>> ExecuteAsync(string? seen, SendingRules rules, long staffId, CancellationToken ct)
    {
        if ((await db.StaffAccounts.AsNoTracking().FirstOrDefaultAsync(s => s.Id == staffId, ct))?.Role != StaffRole.Admin) return AdminsOnly;
        await using var unit = await db.BeginWriteAsync(ct);
        var saved = await read.SavedAsync(ct);
        var before = read.Of(saved);
        if (before.ToJson() != seen) return Changed;
        if (before == rules) return false;
        try
        {
            if (!await WriteAsync(saved, rules.ToJson(), ct)) return Changed;
            await db.NewRulesVersionAsync(ct);
            db.AuditEntries.Add(new AuditEntry
            {
                At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = Audited, Data = string.Concat("{\"before\":", before.ToJson(), ",\"after\":", rules.ToJson(), "}"),
            });
            await unit.CommitAsync(ct);
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            return Changed; // the first to be saved, by two people in one moment
        }
        return true;
    }

    // Only over what was read: of two people who save in one moment, one is told.
    private async Task<bool> WriteAsync(string? before, string after, CancellationToken ct)
    {
        if (before is not null)
            return await db.Settings.Where(s => s.Key == ReadSendingRules.Key && s.Value == before).ExecuteUpdateAsync(s => s.SetProperty(r => r.Value, after), ct) == 1;
        db.Settings.Add(new Setting { Key = ReadSendingRules.Key, Value = after });
        return true;
    }
}
