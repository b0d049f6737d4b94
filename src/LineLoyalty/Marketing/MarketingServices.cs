using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Clicks;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.LineCoupons;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Marketing.Sources;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Pictures;
using LineLoyalty.Rewards.Coupons;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing;

internal static class MarketingServices
{
    public static IServiceCollection AddMarketing(this IServiceCollection services)
    {
        services.AddSingleton<MessageLook>();
        services.AddSingleton<ReadQuota>();
        services.AddSingleton<RunCampaigns>();
        services.AddScoped(p => new RenderCampaign(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<MessageLook>(), p.GetRequiredService<BrandTime>()));
        services.AddSingleton<ManageLineCoupons>();
        services.AddSection<CampaignOptions>("Campaigns");
        services.AddScoped<ReadAudience>();
        services.AddScoped(p => new CountAudience(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<ReadAudience>(), p.GetRequiredService<ContactRules>()));
        services.AddScoped<SaveAudienceList>();
        services.AddScoped<FreezeAudience>();
        services.AddScoped(p => new ApproveCampaign(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<ReadAudience>(), p.GetRequiredService<BrandTime>(), p.GetRequiredService<ReadSendingRules>(), p.GetRequiredService<CouponWorth>(),
            p.GetRequiredService<IOptions<CampaignOptions>>()));
        services.AddScoped<LetListOut>();
        services.AddScoped<ApproveGrant>();
        services.AddScoped<LinePlans>();
        services.AddScoped(p => new ForecastCampaign(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<BrandTime>(), p.GetRequiredService<CountAudience>(), p.GetRequiredService<RenderCampaign>(),
            p.GetRequiredService<ReadQuota>(), p.GetRequiredService<LinePlans>(), p.GetRequiredService<ApproveCampaign>(), p.GetRequiredService<ReadAudience>(), p.GetRequiredService<ForecastSending>()));
        services.AddScoped<RepeatCampaigns>();
        services.AddScoped<BestHours>();
        services.AddScoped<MeasureCampaign>();
        services.AddScoped<ChooseVersion>();
        services.AddSingleton<ClickLinks>();
        services.AddScoped<RecordClick>();
        services.AddScoped<RecordJourneyClick>();
        services.AddScoped<NoteSource>();
        services.AddScoped<NoteReferral>();
        services.AddScoped<RewardReferrals>();
        services.AddScoped<ReadReferrals>();
        services.AddScoped<IShowPictures, MessagePictures>();
        services.AddScoped<SaveCampaign>();
        services.AddScoped<ScheduleCampaign>();
        services.AddScoped<TestSend>();
        services.AddScoped<StopCampaign>();
        services.AddScoped<PlanCampaign>();
        services.AddScoped<ReadCampaignResult>();

        services.AddScoped<AskSegment>();
        services.AddScoped<SeedSegments>();
        services.AddScoped<ReadSegments>();

        services.AddSection<ProgrammeOptions>("Programmes")
            .Validate(o => o.Reactivation.ReminderAfterDays < o.Reactivation.CouponAfterDays && o.Reactivation.CouponAfterDays < o.Reactivation.ChurnAfterDays,
                "Programmes:Reactivation: ReminderAfterDays, CouponAfterDays and ChurnAfterDays must grow in this order.");
        services.AddSingleton<IValidateOptions<ProgrammeOptions>, ProgrammeOptionsValidator>();
        services.AddSingleton<ProgrammeMessages>();
        services.AddScoped<ReadSendingRules>();
        services.AddScoped<SaveSendingRules>();
        services.AddScoped<ContactRules>();
        services.AddScoped<ProgrammeSteps>();
        services.AddScoped<BirthdayProgramme>();
        services.AddScoped<ReactivationProgramme>();
        services.AddScoped<ExpiryReminders>();
        services.AddScoped<TierProgramme>();
        services.AddScoped<DrawProgramme>();
        services.AddScoped<GiftProgramme>();
        services.AddScoped<SeedGifts>();
        services.AddScoped(p => new PreviewGift(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<BrandTime>(), p.GetRequiredService<ProgrammeMessages>()));
        services.AddScoped<ApplyTagRules>();
        services.AddScoped<ImportTags>();
        services.AddScoped<MemberList>();
        services.AddScoped<IDeliveryCondition, BoughtMeanwhile>();
        services.AddJourneys();
        services.AddMissions();
        return services;
    }
}
