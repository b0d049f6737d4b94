using System.Reflection;
using System.Threading.RateLimiting;
using Line.Messaging;
using Line.Messaging.Login;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Liff;

/// <summary>The member behind a LIFF request; an endpoint that takes one is only reached by a bound member.</summary>
public sealed record SignedInMember(long Id, long LineAccountId)
{
    public static ValueTask<SignedInMember?> BindAsync(HttpContext http, ParameterInfo _) =>
        ValueTask.FromResult(http.Items[typeof(LiffSession)] is LiffSession { MemberId: { } id } session ? new SignedInMember(id, session.LineAccountId) : null);
}

/// <summary>The policy of <c>/api/liff</c>, attached once: session, own origin, request limit, body limit. Features map into the group.</summary>
public static class LiffGroup
{
    /// <summary>A signed-in LINE account that need not be a member yet.</summary>
    public const string GuestPolicy = "Liff.Guest";
    public const string MemberPolicy = "Liff.Member";
    internal const string LimitPolicy = "Liff";
    private const long LargestBody = 64 * 1024;

    /// <summary>The group lets bound members in and nobody else; an endpoint says so when it is for others: <see cref="ForGuests"/>, <c>AllowAnonymous</c>.</summary>
    public static RouteGroupBuilder MapLiff(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/liff")
            .WithTags("LIFF")
            .WithMetadata(new BodyLimit(LargestBody))
            .RequireRateLimiting(LimitPolicy)
            .AddEndpointFilter(OwnOriginOnly)
            .AddEndpointFilter(NeverCached);
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (!endpoint.Metadata.Any(m => m is IAuthorizeData or IAllowAnonymous)) endpoint.Metadata.Add(new AuthorizeAttribute(MemberPolicy));
        });
        return group;
    }

    /// <summary>Any signed-in LINE account gets in, member or not.</summary>
    public static TBuilder ForGuests<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(GuestPolicy);

    /// <summary>The session of this request; only after a policy let it in.</summary>
    public static LiffSession Session(this HttpContext http) =>
        http.Items[typeof(LiffSession)] as LiffSession ?? throw new InvalidOperationException("This endpoint lets in requests without a session.");

    internal static IServiceCollection AddLiff(this IServiceCollection services)
    {
        services.AddScoped<LiffSessions>();
        services.AddScoped<OpenSession>();
        services.AddSingleton<LiffCookies>();
        services.AddSingleton<LiffLimits>();
        services.AddSingleton(p =>
        {
            var line = p.GetRequiredService<IOptions<LineOptions>>().Value;
            return new IdTokenVerifier(
                p.GetRequiredService<LineHttpClient>().Http, new IdTokenVerifierOptions { LoginChannelId = line.LoginChannelId },
                new LineClientOptions { ApiBaseUrl = new(line.ApiBaseUrl) }, p.GetRequiredService<TimeProvider>());
        });
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, LiffAuthentication>(LiffAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(GuestPolicy, p => p.AddAuthenticationSchemes(LiffAuthentication.SchemeName).RequireClaim(LiffAuthentication.SessionClaim))
            .AddPolicy(MemberPolicy, p => p.AddAuthenticationSchemes(LiffAuthentication.SchemeName).RequireClaim(LiffAuthentication.MemberClaim));
        services.AddRateLimiter(limiter => limiter.AddPolicy(LimitPolicy, new AnonymousLimit()));
        return services;
    }

    // A page of another site can make a browser send our cookie; it cannot make it send our origin.
    private static async ValueTask<object?> OwnOriginOnly(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return await next(context);
        var origin = request.Headers.Origin.ToString();
        var brand = context.HttpContext.RequestServices.GetRequiredService<IOptions<BrandOptions>>().Value;
        var own = origin == $"{request.Scheme}://{request.Host}"
            || (Uri.TryCreate(brand.PublicUrl, UriKind.Absolute, out var site) && origin == site.GetLeftPart(UriPartial.Authority));
        return own ? await next(context) : LiffRefusals.ForeignOrigin.ToProblem(context.HttpContext);
    }

    private static ValueTask<object?> NeverCached(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

    /// <summary>Calls without a session share the budget of their address. It is wide, because mobile carriers put many phones behind one.</summary>
    private sealed class AnonymousLimit : IRateLimiterPolicy<string>
    {
        public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => async (context, _) =>
            await LiffLimits.RefuseAsync(context.HttpContext);

        public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
            httpContext.User.HasClaim(c => c.Type == LiffAuthentication.SessionClaim)
                ? RateLimitPartition.GetNoLimiter("") // counted when it was signed in
                : LiffLimits.PerMinute(LiffLimits.AddressOf(httpContext), 600);
    }
}
