using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Emulator.Channels;
using Line.Emulator.Http;
using Line.Emulator.Users;

namespace Line.Emulator.Login;

/// <summary>ID tokens: ES256 for LIFF, HS256 for web login with a channel secret, as LINE does.</summary>
internal sealed class IdTokens(EmulatorKeys keys, World world)
{
    public const string Issuer = "https://access.line.me";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public string Mint(LineUser user, string audience, IEnumerable<string> scope, string? nonce, bool webLogin = false)
    {
        var now = new DateTimeOffset(world.Now).ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = user.UserId,
            ["aud"] = audience,
            ["exp"] = now + (long)Life.TotalSeconds,
            ["iat"] = now,
            ["amr"] = new JsonArray("linesso"),
        };
        if (nonce is not null)
            claims["nonce"] = nonce;
        if (scope.Contains("profile"))
        {
            claims["name"] = user.DisplayName;
            claims["picture"] = user.PictureAt(world.BaseUrl);
        }

        if (webLogin)
        {
            var text = $"{Encode(new JsonObject { ["typ"] = "JWT", ["alg"] = "HS256" })}.{Encode(claims)}";
            return $"{text}.{Base64Url.EncodeToString(Hs256(text))}";
        }

        var key = keys.LoginKeys[^1];
        using var ecdsa = key.Open();
        var signed = $"{Encode(new JsonObject { ["typ"] = "JWT", ["alg"] = "ES256", ["kid"] = key.Kid })}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(ecdsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>What <c>POST /oauth2/v2.1/verify</c> says: the claims, or the complaint in LINE's words.</summary>
    public (JsonElement Claims, string? Complaint) Verify(string? jwt, string clientId, string? nonce, string? userId)
    {
        if (Read(jwt) is not { } claims)
            return (default, "Invalid IdToken.");
        if (claims.Text("iss") != Issuer)
            return (default, "Invalid IdToken Issuer.");
        if (claims.Get("exp") is not { ValueKind: JsonValueKind.Number } exp || exp.GetInt64() <= new DateTimeOffset(world.Now).ToUnixTimeSeconds())
            return (default, "IdToken expired.");
        if (claims.Text("aud") != clientId)
            return (default, "Invalid IdToken Audience.");
        if (nonce is not null && claims.Text("nonce") != nonce)
            return (default, "Invalid IdToken Nonce.");
        if (userId is not null && claims.Text("sub") != userId)
            return (default, "Invalid IdToken Subject Identifier.");
        return (claims, null);
    }

    public object Jwks() => new
    {
        keys = keys.LoginKeys.Select(key =>
        {
            using var ecdsa = key.Open();
            var point = ecdsa.ExportParameters(false).Q;
            return new
            {
                kty = "EC", alg = "ES256", use = "sig", kid = key.Kid, crv = "P-256",
                x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y),
            };
        }).ToList(),
    };

    private JsonElement? Read(string? jwt)
    {
        var parts = (jwt ?? "").Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            var header = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(parts[0]));
            var signature = Base64Url.DecodeFromChars(parts[2]);
            var signed = $"{parts[0]}.{parts[1]}";
            var genuine = header.Text("alg") switch
            {
                "ES256" => keys.LoginKeys.FirstOrDefault(k => k.Kid == header.Text("kid")) is { } key && IsSignedBy(key, signed, signature),
                "HS256" => CryptographicOperations.FixedTimeEquals(signature, Hs256(signed)),
                _ => false,
            };
            return genuine && JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(parts[1])) is { ValueKind: JsonValueKind.Object } claims ? claims : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static bool IsSignedBy(LoginKey key, string signed, byte[] signature)
    {
        using var ecdsa = key.Open();
        return ecdsa.VerifyData(Encoding.ASCII.GetBytes(signed), signature, HashAlgorithmName.SHA256);
    }

    private byte[] Hs256(string signed) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(world.Options.LoginChannelSecret), Encoding.ASCII.GetBytes(signed));

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
