using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Journal;

namespace Line.Emulator.Channels;

internal sealed record Assertion(string Channel, double? TokenLife);

/// <summary>JWT assertions: RS256, signed with a key whose public half was registered for the channel.</summary>
internal sealed class Assertions(Bots bots)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(30);

    public LineAnswer? Check(string? type, string? jwt, out Assertion? assertion)
    {
        assertion = null;
        if (type != AssertionType)
            return Bad("Invalid 'client_assertion_type'.");
        if (Split(jwt) is not { } parts || parts.Header.Text("alg") != "RS256" || parts.Header.Text("kid") is not { } kid)
            return Bad("Invalid 'client_assertion'.");
        if (Find(kid) is not { } key)
            return LineAnswer.OAuthError("not_found", "The key is not registered.", 404);
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key.N), Exponent = Base64Url.DecodeFromChars(key.E) });
        if (!rsa.VerifyData(parts.Signed, parts.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return Bad("Invalid signature of 'client_assertion'.");
        var claims = parts.Claims;
        var now = new DateTimeOffset(bots.First.World.Now).ToUnixTimeSeconds();
        if (claims.Text("iss") != key.Channel || claims.Text("sub") != key.Channel || claims.Text("aud") != "https://api.line.me/")
            return Bad("Invalid claims of 'client_assertion'.");
        if (claims.Int("exp") is not { } exp || exp <= now || exp > now + LongestLife.TotalSeconds)
            return Bad("Invalid exp");
        assertion = new Assertion(key.Channel, claims.Int("token_exp"));
        return null;
    }

    private AssertionKeySet? Find(string kid)
    {
        foreach (var bot in bots.All)
        {
            lock (bot.World.Gate)
            {
                if (bot.World.AssertionKeys.TryGetValue(kid, out var key))
                    return key;
            }
        }

        return null;
    }

    private static (JsonElement Header, JsonElement Claims, byte[] Signed, byte[] Signature)? Split(string? jwt)
    {
        var parts = (jwt ?? "").Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            return (Decode(parts[0]), Decode(parts[1]), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static JsonElement Decode(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));

    private static LineAnswer Bad(string description) => LineAnswer.OAuthError("invalid_request", description);
}

/// <summary>The public half of an assertion signing key, as registered in the console.</summary>
internal sealed record AssertionKeySet(string Channel, string Kid, string N, string E) : JournalRecord
{
    public override void Apply(World world) => world.AssertionKeys[Kid] = this;
}
