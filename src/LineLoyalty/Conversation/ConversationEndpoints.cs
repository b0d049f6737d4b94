using LineLoyalty.Conversation.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Conversation;

public static class ConversationEndpoints
{
    public static IEndpointRouteBuilder MapConversation(this IEndpointRouteBuilder routes)
    {
        var receive = routes.ServiceProvider.GetRequiredService<ReceiveWebhook>();
        // Short-circuited past sessions, authorization and per-request metrics: it checks its own signature, and it must be fast.
        routes.MapPost("/line/webhook", receive.HandleAsync).ShortCircuit().DisableHttpMetrics();
        return routes;
    }
}
