using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>What the books said at any past instant: of the whole programme, and of one member.</summary>
public sealed class PointsLiabilityModel(LoyaltyDb db, BrandTime time, Vault vault, ReadPointsAt read) : AdminPage
{
    [BindProperty(SupportsGet = true)] public DateTime? At { get; set; }
    /// <summary>Card number, mobile number or reference.</summary>
    [BindProperty(SupportsGet = true)] public string? Who { get; set; }

    public LiabilityAt Programme { get; private set; } = null!;
    public Member? Member { get; private set; }
    public PointsAt? Points { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var at = At is { } local ? time.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)) : time.Now;
        if (at > time.Now) at = time.Now;
        Programme = await read.OfProgrammeAsync(at, ct);
        if (string.IsNullOrWhiteSpace(Who)) return;
        var who = Who.Trim();
        var phone = PhoneNumber.TryParse(who, out var canonical) ? PhoneNumber.Index(vault, canonical) : null;
        Member = await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.ErasedAt == null && (m.Ref == who || m.CardNumber == who || (phone != null && m.PhoneIndex == phone)), ct);
        if (Member is not null) Points = await read.OfMemberAsync(Member.Id, at, ct);
    }
}
