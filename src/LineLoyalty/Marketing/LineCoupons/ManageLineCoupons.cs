using Line.Messaging;
using Line.Messaging.Coupons;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.LineCoupons;

/// <param name="Next">For the page after it; null at the end.</param>
public sealed record LineCouponPage(IReadOnlyList<Coupon> Rows, string? Next);

/// <summary>
/// Coupons of LINE's own (not the wallet's): LINE keeps them, so every list and every state is asked for there and nothing is copied here.
/// </summary>
public sealed class ManageLineCoupons(LineMessagingClient line, TimeProvider clock, IOptions<BrandOptions> brand)
{
    private const int PageSize = 20;
    private const int MostChoices = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="status">One of <see cref="CouponStatus"/>; null for all.</param>
    /// <param name="start"><see cref="LineCouponPage.Next"/> of the page before.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Outcome<LineCouponPage>> ListAsync(string? status, string? start, CancellationToken ct) => AskAsync(async within =>
    {
        var page = await line.ListCouponsAsync(status is null ? null : [status], PageSize, start, within);
        // LINE's list says no more than titles.
        return new LineCouponPage(await Task.WhenAll(page.Items.Select(i => line.GetCouponAsync(i.CouponId, within))), page.Next);
    }, ct);

    /// <summary>Those a message can carry now, newest first.</summary>
    public Task<Outcome<IReadOnlyList<CouponSummary>>> RunningAsync(CancellationToken ct) => AskAsync(
        async within => (await line.ListCouponsAsync([CouponStatus.Running], MostChoices, null, within)).Items, ct);

    public Task<Outcome<Coupon>> ReadAsync(string couponId, CancellationToken ct) => AskAsync(within => line.GetCouponAsync(couponId, within), ct);

    /// <returns>LINE's id.</returns>
    public async Task<Outcome<string>> CreateAsync(LineCouponDraft draft, CancellationToken ct)
    {
        if (draft.Problems(clock.GetUtcNow().UtcDateTime) is { Count: > 0 } problems) return LineCouponRefusals.Invalid.With(("errors", problems));
        var request = draft.ToRequest(brand.Value.TimeZone, brand.Value.PublicUrl);
        return await AskAsync(async within => (await line.CreateCouponAsync(request, within)).CouponId, ct);
    }

    /// <summary>Ends it for good.</summary>
    public Task<Outcome<string>> CloseAsync(string couponId, CancellationToken ct) => AskAsync(async within =>
    {
        await line.CloseCouponAsync(couponId, within);
        return couponId;
    }, ct);

    private static async Task<Outcome<T>> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            return await ask(limit.Token);
        }
        catch (LineApiException e)
        {
            return LineCouponRefusals.Of(e);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return LineCouponRefusals.Unknown;
        }
    }
}
