using LineLoyalty.Conversation;
using LineLoyalty.Conversation.Join;
using LineLoyalty.Liff;
using LineLoyalty.Marketing.Clicks;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Membership;
using LineLoyalty.Outside;
using LineLoyalty.Pictures;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Purchases.CheckIns;
using LineLoyalty.Purchases.History;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tills;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty;

public static class LoyaltyEndpoints
{
    /// <summary>Maps the webhook, the LIFF API and the POS API. Each area maps its own routes into the groups.</summary>
    public static IEndpointRouteBuilder MapLoyalty(this IEndpointRouteBuilder routes)
    {
        routes.MapConversation();
        routes.MapClicks();
        routes.MapPictures();
        routes.MapWebEvents();
        var liff = routes.MapLiff();
        liff.MapSession();
        liff.MapJoin();
        liff.MapProfile();
        liff.MapEmail();
        liff.MapCard();
        liff.MapTiers();
        liff.MapWallet();
        liff.MapHistory();
        liff.MapPointsOfMember();
        liff.MapFamily();
        liff.MapCheckIn();
        liff.MapCatalogue();
        liff.MapStamps();
        liff.MapDraws();
        liff.MapReferrals();
        liff.MapMissions();
        var pos = routes.MapPos();
        pos.MapPurchases();
        pos.MapTillCoupons();
        pos.MapVoucherRefunds();
        pos.MapMemberEvents();
        pos.MapTillCatalogue();
        pos.MapAdjustments();
        pos.MapTillStamps();
        pos.MapLateSales();
        return routes;
    }
}
