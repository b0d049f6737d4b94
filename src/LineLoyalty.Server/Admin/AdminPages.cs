using LineLoyalty.Server.Admin.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace LineLoyalty.Server.Admin;

/// <summary>The back office: Razor Pages under <c>/admin</c>, one folder per part of the product.</summary>
internal static class AdminPages
{
    private static readonly string[] ClerkFolders = ["/Account", "/Tasks"];
    private static readonly string[] MarketerFolders = ["/Home", "/Membership", "/Rewards", "/Purchases", "/Marketing", "/Conversation", "/Tills", "/Pictures"];
    private static readonly string[] AdminFolders = ["/Staff", "/Pos"];

    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, StaffAuthentication>(StaffAuthentication.Name, null);
        services.AddAuthorization(StaffPolicies.Add);
        services.AddHttpContextAccessor();
        services.AddScoped<Words>();
        services.AddScoped<Show>();
        services.AddScoped<Membership.ReadMembers>();
        services.AddScoped<Membership.ReadTimeline>();
        services.AddScoped<Membership.ChangeMember>();
        services.AddScoped<Marketing.PushPreview>();
        services.AddScoped<Marketing.ReadAudienceWords>();
        services.AddScoped<Marketing.ExportPush>();
        services.AddScoped<Rewards.SaveCouponKind>();
        services.AddScoped<Rewards.GiveCoupons>();
        services.AddScoped<Rewards.ManageCodes>();
        services.AddScoped<Rewards.ReadTrial>();
        services.AddScoped<Rewards.TryInEditor>();
        services.AddScoped<Rewards.SaveTier>();
        services.AddScoped<Rewards.SaveRewardItem>();
        services.AddScoped<Rewards.SaveStampCard>();
        services.AddScoped<Rewards.SaveDraw>();
        services.AddScoped<Rewards.SaveEarningRule>();
        services.AddScoped<Rewards.SavePointsPolicy>();
        services.AddScoped<Marketing.SaveTagRule>();
        services.AddScoped<Marketing.SaveSegment>();
        services.AddScoped<Marketing.SaveJourney>();
        services.AddScoped<Marketing.SaveMission>();
        services.AddScoped<Rewards.GrantInBulk>();
        services.AddScoped<Rewards.WeighCoupon>();
        services.AddScoped<Rewards.ForeseeGrant>();
        services.AddScoped<Rewards.DecideGrant>();
        services.AddScoped<Membership.AdjustPoints>();
        services.AddScoped<Membership.AddStamps>();
        services.AddScoped<Marketing.ReadProgrammes>();
        services.AddScoped<Account.PairTestAccount>();
        services.AddScoped<Conversation.ChangeMenus>();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "admin-form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.HeaderName = "X-Form-Token";
        });
        services.AddRazorPages(o =>
        {
            o.RootDirectory = "/Admin";
            o.Conventions.Add(new UnderAdmin());
            foreach (var folder in MarketerFolders) o.Conventions.AuthorizeFolder(folder, StaffPolicies.Marketer);
            foreach (var folder in AdminFolders) o.Conventions.AuthorizeFolder(folder, StaffPolicies.Admin);
            foreach (var folder in ClerkFolders) o.Conventions.AuthorizeFolder(folder, StaffPolicies.Clerk);
            o.Conventions.AllowAnonymousToFolder("/Access");
        })
        // The pages are in this assembly, whatever program hosts them.
        .AddApplicationPart(typeof(AdminPages).Assembly);
    }

    public static void MapAdmin(this WebApplication app)
    {
        app.MapRazorPages();
    }

    // Pages live in folders named after the product's parts; their addresses start with /admin.
    private sealed class UnderAdmin : IPageRouteModelConvention
    {
        public void Apply(PageRouteModel model)
        {
            foreach (var selector in model.Selectors)
            {
                selector.AttributeRouteModel!.Template = AttributeRouteModel.CombineTemplates("admin", selector.AttributeRouteModel.Template);
            }
        }
    }
}
