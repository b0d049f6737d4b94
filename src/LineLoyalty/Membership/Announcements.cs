using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>How much the chat tells a member about their own points, coupons and level. Each step includes those before it.</summary>
public enum AnnounceLevel
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A word when the level changes.</summary>
    Tiers,
    /// <summary>And what one would be sorry to miss: expiry, coupons and points that arrive.</summary>
    Important,
    /// <summary>And every sale, use and correction.</summary>
    Every,
}

/// <summary>What members who have not chosen hear, as the brand decides.</summary>
public sealed class AnnounceDefault(LoyaltyDb db, BrandRules brand)
{
    private const string Key = "announcements.default";

    public async Task<AnnounceLevel> ReadAsync(CancellationToken ct) => (await brand.GetAsync(async c =>
        new Said(await db.Settings.AsNoTracking().Where(s => s.Key == Key).Select(s => s.Value).SingleOrDefaultAsync(c) is { } said && Enum.TryParse<AnnounceLevel>(said, out var level)
            ? level : AnnounceLevel.Tiers), ct)).Level;

    /// <summary>Joins the caller's unit.</summary>
    public async Task WriteAsync(AnnounceLevel level, CancellationToken ct)
    {
        if (await db.Settings.SingleOrDefaultAsync(s => s.Key == Key, ct) is { } row) row.Value = level.ToString();
        else db.Settings.Add(new Setting { Key = Key, Value = level.ToString() });
        await db.NewRulesVersionAsync(ct);
    }

    private sealed record Said(AnnounceLevel Level);
}

/// <summary>Takes a member's word on what the chat tells them. It holds from its commit on: messages that wait ask once more when they are claimed.</summary>
public sealed class ChooseAnnouncements(LoyaltyDb db, TimeProvider clock)
{
    /// <param name="level">Null leaves it to the brand.</param>
    /// <param name="via">Where it was said: <c>liff</c> or <c>chat</c>.</param>
    public async Task<Outcome<Member>> ExecuteAsync(long memberId, AnnounceLevel? level, string via, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        await db.LockMemberAsync(memberId, ct);
        var member = await db.Members.FirstOrDefaultAsync(m => m.Id == memberId && m.ErasedAt == null, ct);
        if (member is null) return MemberRefusals.NotFound;
        if (member.Announce != level)
        {
            member.Announce = level;
            db.Note(member, MemberEvents.AnnouncementsChosen, clock.GetUtcNow().UtcDateTime, new { level = AnnounceWords.Code(level), via });
        }
        await unit.CommitAsync(ct);
        return member;
    }
}

/// <summary>The levels as the doors name them.</summary>
public static class AnnounceWords
{
    public const string Default = "default";

    public static string Code(AnnounceLevel? level) => level?.ToString().ToLowerInvariant() ?? Default;

    /// <summary>False when a member cannot choose this.</summary>
    public static bool TryParse(string code, out AnnounceLevel? level)
    {
        level = code switch { "every" => AnnounceLevel.Every, "important" => AnnounceLevel.Important, "none" => AnnounceLevel.None, _ => null };
        return level is not null || code == Default;
    }
}
