using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Pictures;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Sends what is being written to the writer's own LINE account. Coupons are shown in it but not given.</summary>
public sealed class TestSend(LoyaltyDb db, RenderCampaign render, Outbox outbox, KeepPicture pictures)
{
    /// <param name="language">Which version; null the writer's own.</param>
    /// <returns>The delivery, to follow what became of it.</returns>
    public async Task<Outcome<Delivery>> ExecuteAsync(CampaignContent content, long lineAccountId, CancellationToken ct, string? language = null)
    {
        if (content.Problems() is { Count: > 0 } problems) return CampaignRefusals.Invalid.With(("errors", problems));
        var account = await db.LineAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == lineAccountId, ct);
        if (account is not { Friend: true }) return CampaignRefusals.CannotReceive;
        var now = await db.Members.Where(m => m.Id == account.MemberId).Select(PlannedPerson.Read(db)).FirstOrDefaultAsync(ct);
        var values = now?.Values ?? new MemberValues(account.DisplayName, 0, null, 0);
        if (language is not null) values = values with { Language = language };
        var messages = await render.ForAsync(content, values, ct);

        await using var unit = await db.BeginWriteAsync(ct);
        if (!await pictures.SendAsync(content.ToJson(), ct)) return KeepPicture.Gone;
        // Somebody who asks for their own test wants it, whatever they chose as a member.
        var delivery = outbox.Push(account.Id, account.MemberId, DeliveryPurpose.Service, "campaign-test", null, messages);
        await unit.CommitAsync(ct);
        return delivery;
    }
}
