using LineLoyalty.Conversation.Intake;
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
        return services;
    }
}
