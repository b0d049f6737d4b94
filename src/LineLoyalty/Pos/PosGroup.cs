using System.Threading.RateLimiting;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Pos;

/// <summary>The policy of <c>/api/pos/v1</c>, attached once: key, scopes, request limit, strict bodies, idempotency. Features map into the group.</summary>
public static class PosGroup
{
    internal const string AnyPolicy = "Pos";
    private const string LimitPolicy = "Pos";
    private const int PerSecond = 100;

    public static RouteGroupBuilder MapPos(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/pos/v1").WithTags("POS").RequireRateLimiting(LimitPolicy).RequireAuthorization(AnyPolicy);
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is not { } inner) return;
            var post = endpoint.Metadata.OfType<IHttpMethodMetadata>().Any(m => m.HttpMethods.Contains(HttpMethods.Post));
            if (post) endpoint.RequestDelegate = http => PosCall.RunAsync(http, inner);
        });
        return group;
    }

    /// <summary>Only keys with this scope get in.</summary>
    public static RouteHandlerBuilder NeedsScope(this RouteHandlerBuilder endpoint, string scope) =>
        endpoint.RequireAuthorization($"{AnyPolicy}.{scope}").WithMetadata(new PosScope(scope));

    /// <summary>Changes value: needs an Idempotency-Key, and a repetition gets the first answer.</summary>
    public static RouteHandlerBuilder OncePerKey(this RouteHandlerBuilder endpoint, string operation) =>
        endpoint.WithMetadata(new OncePerKey(operation)).AddEndpointFilter(PosCall.OnceAsync);

    /// <summary>Takes a larger body than the others.</summary>
    public static RouteHandlerBuilder TakesUpTo(this RouteHandlerBuilder endpoint, int bytes) => endpoint.WithMetadata(new LargestPosBody(bytes));

    internal static IServiceCollection AddPos(this IServiceCollection services)
    {
        services.AddScoped<PosKeys>();
        services.AddScoped<CreatePosKey>();
        services.AddScoped<RevokePosKey>();
        services.AddScoped<WrongCodes>();
        services.AddSingleton<TillCookie>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, PosAuthentication>(PosAuthentication.SchemeName, null);
        var policies = services.AddAuthorizationBuilder()
            .AddPolicy(AnyPolicy, p => p.AddAuthenticationSchemes(PosAuthentication.SchemeName).RequireClaim(PosAuthentication.KeyClaim));
        foreach (var scope in PosScopes.All)
        {
            policies.AddPolicy($"{AnyPolicy}.{scope}", p => p.AddAuthenticationSchemes(PosAuthentication.SchemeName)
                .RequireClaim(PosAuthentication.KeyClaim).RequireClaim(PosAuthentication.ScopeClaim, scope));
        }
        services.AddRateLimiter(limiter => limiter.AddPolicy(LimitPolicy, new PosLimit()));
        return services;
    }

    private sealed class PosLimit : IRateLimiterPolicy<string>
    {
        public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            await PosRefusals.TooManyRequests.ToProblem(context.HttpContext).ExecuteAsync(context.HttpContext);
        };

        public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
            RateLimitPartition.GetTokenBucketLimiter(httpContext.User.FindFirst(PosAuthentication.KeyClaim)?.Value ?? "", _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = PerSecond * 2, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
            });
    }
}
