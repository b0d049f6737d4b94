using LineLoyalty.Membership;
using LineLoyalty.Pictures;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Rewards.Coupons.Gifts;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Points.Gifts;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Rewards;

public static class RewardsServices
{
    public static IServiceCollection AddRewards(this IServiceCollection services)
    {
        services.AddSection<PointsOptions>("Points");
        services.AddScoped<IShowPictures, RewardPictures>();
        services.AddSingleton<ParsedRules>();
        services.AddScoped<ReadPointsProgramme>();
        services.AddScoped<PointsLedger>();
        services.AddScoped<GivePoints>();
        services.AddScoped<SendPoints>();
        services.AddScoped<GiftLimits>();
        services.AddScoped<OfferPoints>();
        services.AddScoped<SharePoints>();
        services.AddScoped<ManageFamily>();
        services.AddScoped<ReadFamily>();
        services.AddScoped<ClaimPoints>();
        services.AddScoped<ReadPointsGifts>();
        services.AddScoped<ReadWaysToEarn>();
        services.AddScoped<IProfileObserver, RewardProfile>();
        services.AddScoped<ExpirePoints>();
        services.AddScoped<PointsAboutToExpire>();
        services.AddScoped<ReadPoints>();
        services.AddScoped<ReadPointsAt>();
        services.AddScoped<VerifyLedger>();
        services.AddScoped<EvaluateTier>();
        services.AddScoped<ReviewTiers>();
        services.AddScoped<ReadTierStats>();
        services.AddScoped<ForecastTiers>();
        services.AddScoped<ForecastMember>();
        services.AddScoped<ReadTiers>();
        services.AddScoped<FindCoupon>();
        services.AddScoped<IssueCoupon>();
        services.AddScoped<CouponWorth>();
        services.AddScoped<WithdrawCoupon>();
        services.AddScoped<RedeemCoupon>();
        services.AddScoped<ReturnCoupon>();
        services.AddScoped<SellCoupons>();
        services.AddScoped<GiveCoupon>();
        services.AddScoped<ClaimGift>();
        services.AddScoped<ClaimCode>();
        services.AddScoped<MakeCodes>();
        services.AddScoped<ReadCouponFacts>();
        services.AddScoped<ExpireCoupons>();
        services.AddScoped<ReadCoupons>();
        services.AddScoped<ReadCard>();
        services.AddScoped<ReadState>();
        services.AddScoped<MintSpendCode>();
        services.AddScoped<GivePrize>();
        services.AddScoped<TakeBackPrize>();
        services.AddScoped<EnterDraw>();
        services.AddScoped<RunDraw>();
        services.AddScoped<ReadDraws>();
        services.AddScoped<RecordStamps>();
        services.AddScoped<ReturnStamps>();
        services.AddScoped<ReadStamps>();
        services.AddScoped<RedeemReward>();
        services.AddScoped<CancelRedemption>();
        services.AddScoped<ReadCatalogue>();
        services.AddScoped<SeedProgramme>();
        return services;
    }
}
