using LineLoyalty.Conversation.Bot;
using LineLoyalty.Conversation.Intake;
using LineLoyalty.Conversation.RichMenus;
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

        services.AddSection<BotOptions>("Bot");
        services.AddSingleton<BotSignal>();
        services.AddSingleton<BotMetrics>();
        services.AddSingleton<ConversationLock>();
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
}
