using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace LineLoyalty.Server.CommandLine;

internal static class Serve
{
    public static async Task<int> RunAsync(string[] options)
    {
        var builder = LoyaltyHost.CreateBuilder(options);
        LoyaltyHost.AddServices(builder, TimeProvider.System);
        await using var app = builder.Build();
        LoyaltyHost.MapRoutes(app);
        await LoyaltyHost.PrepareAsync(app);
        try
        {
            await app.RunAsync();
            return Verbs.Ok;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            Console.Error.WriteLine($"{e.Message} Choose another address with --urls http://localhost:PORT.");
            return Verbs.PortTaken;
        }
    }
}
