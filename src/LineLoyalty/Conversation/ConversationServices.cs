using LineLoyalty.Conversation.Announcements;
using LineLoyalty.Conversation.Bot;
using LineLoyalty.Conversation.Intake;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Conversation;

public static class ConversationServices
{
    public static IServiceCollection AddConversation(this IServiceCollection services)
    {
        services.AddSingleton<BotIdentity>();
        services.AddSingleton<Inbox>();
        services.AddHostedService(p => p.GetRequiredService<Inbox>());
        services.AddSingleton<ReceiveWebhook>();
        services.AddHostedService<LearnBotIdentity>();

        services.AddSingleton<AnnouncementMessages>();
        services.AddScoped<ComposeAnnouncement>();
        services.AddScoped<IUnitWatcher, AnnounceChanges>();
        Honour(services, AnnounceChanges.ForEvery, AnnounceLevel.Every);
        Honour(services, AnnounceChanges.ForImportant, AnnounceLevel.Important);
        Honour(services, "tier-change", AnnounceLevel.Tiers);
        // Reminders have a switch of the brand's already; here only the member's own word counts.
        Honour(services, "points-expiry", AnnounceLevel.Important, ownChoiceOnly: true);
        Honour(services, "coupon-expiry", AnnounceLevel.Important, ownChoiceOnly: true);

        services.AddSection<BotOptions>("Bot");
        services.AddSingleton<BotSignal>();
        services.AddSingleton<BotMetrics>();
        services.AddSingleton<ConversationLock>();
        services.AddScoped<ReadAccount>();
        services.AddScoped<BotReplies>();
        services.AddScoped<AnswerEvent>();
        services.AddScoped<SendReply>();
        services.AddScoped<TalkWithUser>();
        services.AddHostedService<BotWorker>();

        services.AddSection<RichMenuOptions>("RichMenus");
        services.AddSingleton<RichMenuSignal>();
        services.AddScoped<MenuPictures>();
        services.AddScoped<RichMenuDesigns>();
        services.AddScoped<SeedMenus>();
        services.AddScoped<KeepMenuSegments>();
        services.AddScoped<CheckMenu>();
        services.AddScoped<KeepMenuImage>();
        services.AddScoped<SaveMenu>();
        services.AddScoped<PublishMenu>();
        services.AddScoped<ArrangeMenus>();
        services.AddScoped<CountViewers>();
        services.AddScoped<WatchMembers>();
        services.AddScoped<RemoveRichMenus>();
        services.AddScoped<PublishRichMenus>();
        services.AddScoped<FitRichMenus>();
        services.AddScoped<LinkRichMenu>();
        services.AddHostedService<RichMenuWorker>();
        return services;
    }

    private static void Honour(IServiceCollection services, string cause, AnnounceLevel weight, bool ownChoiceOnly = false) =>
        services.AddScoped<IDeliveryCondition>(p => new AnnouncementUnwanted(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<AnnounceDefault>(), cause, weight, ownChoiceOnly));
}
