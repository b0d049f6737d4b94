using LineLoyalty.Conversation;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty;

public static class LoyaltyEndpoints
{
    /// <summary>Maps the webhook, the LIFF API and the POS API. Each area maps its own routes into the groups.</summary>
    public static IEndpointRouteBuilder MapLoyalty(this IEndpointRouteBuilder routes)
    {
        routes.MapConversation();
        return routes;
    }
}
