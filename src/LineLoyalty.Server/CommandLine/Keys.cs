using LineLoyalty.Pos;
using LineLoyalty.Staff;

namespace LineLoyalty.Server.CommandLine;

/// <summary>Verbs that let people and tills in: <c>admin create</c>, <c>pos-key create</c>, <c>pos-key revoke</c>.</summary>
internal static class Keys
{
    public static async Task<int> CreateAdminAsync(string[] options)
    {
        var role = Option(ref options, "--role") ?? nameof(StaffRole.Admin);
        if (!Enum.TryParse<StaffRole>(role, ignoreCase: true, out var parsed)) return Verbs.Wrong($"--role must be one of {string.Join(", ", Enum.GetNames<StaffRole>())}.");
        await using var app = LoyaltyHost.ForVerb(options);
        await LoyaltyHost.PrepareAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        var token = await scope.ServiceProvider.GetRequiredService<InviteStaff>().ExecuteAsync(parsed, CancellationToken.None);
        var url = app.Configuration["Brand:PublicUrl"] ?? LoyaltyHost.DefaultUrl;
        Console.WriteLine($"{url}/admin/welcome?token={token}");
        Console.WriteLine("This link works once, within 24 hours.");
        return Verbs.Ok;
    }

    public static async Task<int> CreatePosKeyAsync(string[] options)
    {
        var name = Option(ref options, "--name");
        var scopes = Option(ref options, "--scopes") ?? "members purchases refunds coupons";
        var stores = Option(ref options, "--stores") ?? "";
        var days = Option(ref options, "--days") ?? "365";
        if (name is null) return Verbs.Wrong("--name is missing: say which till the key is for.");
        if (!int.TryParse(days, out var life)) return Verbs.Wrong("--days must be a whole number.");
        await using var app = LoyaltyHost.ForVerb(options);
        await LoyaltyHost.PrepareAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<CreatePosKey>()
            .ExecuteAsync(name, Words(scopes), Words(stores), TimeSpan.FromDays(life), null, CancellationToken.None);
        if (!outcome.Succeeded(out var key, out var refusal)) return Verbs.Wrong(refusal.English);
        Console.WriteLine(key.Text);
        Console.WriteLine($"Key {key.KeyId} for {name}, valid until {key.ExpiresAt:yyyy-MM-dd}. It is shown only now.");
        return Verbs.Ok;
    }

    public static async Task<int> RevokePosKeyAsync(string keyId, string[] options)
    {
        await using var app = LoyaltyHost.ForVerb(options);
        await using var scope = app.Services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<RevokePosKey>().ExecuteAsync(keyId, null, CancellationToken.None);
        if (!outcome.Succeeded(out var at, out var refusal))
        {
            Console.Error.WriteLine(refusal.English);
            return Verbs.Failed;
        }
        Console.WriteLine($"Key {keyId} stopped working at {at:u}.");
        return Verbs.Ok;
    }

    private static string[] Words(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private static string? Option(ref string[] options, string name)
    {
        var at = Array.IndexOf(options, name);
        if (at < 0 || at + 1 >= options.Length) return null;
        var value = options[at + 1];
        options = [.. options[..at], .. options[(at + 2)..]];
        return value;
    }
}
