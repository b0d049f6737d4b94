using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Rewards.Coupons;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

public sealed record VoucherQuoteRequest(
    [property: Required, StringLength(100, MinimumLength = 1), Description("QR text or typed code of the voucher.")] string Code);

public sealed record VoucherRefundRequest(
    [property: Required, StringLength(100, MinimumLength = 1), Description("QR text or typed code of the voucher.")] string Code,
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code.")] string Store,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason);

/// <param name="Units">Uses that are left; NT$ where it holds money.</param>
/// <param name="Principal">What the customer paid for them.</param>
/// <param name="Fee">Kept; three percent at most.</param>
/// <param name="Amount">To pay out in cash.</param>
public sealed record VoucherWorthView(string Title, long Units, long Principal, int FeePercent, long Fee, long Amount);

public sealed record VoucherRefundView(string Id, VoucherWorthView Refund, long PointsTakenBack, CouponOwner Member);

public static class VoucherEndpoints
{
    public static void MapVoucherRefunds(this RouteGroupBuilder pos)
    {
        pos.MapPost("/coupons/refund/quote", QuoteAsync).NeedsScope(PosScopes.Refunds).WithName("quoteVoucherRefund")
            .WithSummary("What would be paid back for what is left of a paid voucher.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(422);
        pos.MapPost("/coupons/refund", RefundAsync).NeedsScope(PosScopes.Refunds).OncePerKey("voucher-refund").WithName("refundVoucher")
            .WithSummary("Pay back in cash what is left of a paid voucher; it ends with it.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(422);
    }

    private static async Task<Results<Ok<VoucherWorthView>, ProblemHttpResult>> QuoteAsync(
        VoucherQuoteRequest request, PosCaller caller, FindCoupon find, RefundVoucher refund, WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        if ((await find.ByCodeAsync(request.Code, ct)).Succeeded(out var coupon, out var refusal) && (await refund.QuoteAsync(coupon, ct)).Succeeded(out var worth, out refusal))
        {
            return TypedResults.Ok(new VoucherWorthView(coupon.Definition.Title, worth.Units, worth.Principal, worth.FeePercent, worth.Fee, worth.Amount));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<VoucherRefundView>, ProblemHttpResult>> RefundAsync(
        VoucherRefundRequest request, PosCaller caller, FindCoupon find, RefundVoucher refund, LoyaltyDb db, WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (!caller.MayActFor(request.Store)) return PosRefusals.StoreForbidden.With(("store", request.Store)).ToProblem(http);
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        if ((await find.ByCodeAsync(request.Code, ct)).Succeeded(out var coupon, out var refusal)
            && (await refund.ExecuteAsync(coupon, new VoucherDesk(request.Reason, request.Store, caller.Id), ct)).Succeeded(out var done, out refusal))
        {
            var r = done.Refund;
            var owner = await db.Members.Where(m => m.Id == done.Coupon.MemberId).Select(m => m.Name).SingleAsync(ct);
            return TypedResults.Ok(new VoucherRefundView(r.Ref, new VoucherWorthView(done.Coupon.Definition.Title, r.Units, r.Principal, r.FeePercent, r.Fee, r.Amount), r.PointsTakenBack,
                new CouponOwner(Names.Mask(owner))));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }
}
