using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace LineLoyalty;

/// <summary>Section <c>Proxy</c>: who may say on whose behalf it calls.</summary>
public sealed class ProxyOptions
{
    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of reverse proxies in front of this server; this machine is always trusted.</summary>
    public IList<string> Trusted { get; init; } = [];
}

/// <summary>
/// Takes the client's address and scheme from <c>X-Forwarded-For</c> and <c>-Proto</c>, but only from proxies the settings name: limits
/// per address would otherwise be one limit for everybody, or none for whoever writes the header.
/// </summary>
public static class TrustedProxies
{
    public static IServiceCollection AddTrustedProxies(this IServiceCollection services)
    {
        services.AddSection<ProxyOptions>("Proxy")
            .Validate(o => o.Trusted.All(t => IPNetwork.TryParse(t, out _) || IPAddress.TryParse(t, out _)), "Proxy:Trusted must hold addresses or networks like 10.0.0.0/8.");
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, proxy) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null; // as far back as the chain is trusted
            foreach (var trusted in proxy.Value.Trusted)
            {
                if (IPAddress.TryParse(trusted, out var address)) forwarded.KnownProxies.Add(address);
                else forwarded.KnownIPNetworks.Add(IPNetwork.Parse(trusted));
            }
        });
        return services;
    }

    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app) => app.UseForwardedHeaders();
}
