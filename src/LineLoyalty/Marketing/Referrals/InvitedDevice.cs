using System.Globalization;
using System.Security.Cryptography;
using LineLoyalty.Data;
using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Marketing.Referrals;

/// <summary>A sealed mark in the browser that has shown a member's invitation: who joins with it there is most likely the same person.</summary>
public static class InvitedDevice
{
    private const string Cookie = "invited-by";
    private const string Purpose = "invited-device";

    internal static void Mark(HttpContext http, Vault vault, long memberId) =>
        http.Response.Cookies.Append(Cookie, vault.Seal(Purpose, memberId.ToString(CultureInfo.InvariantCulture)),
            new CookieOptions { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/api/liff", MaxAge = TimeSpan.FromDays(365), IsEssential = true });

    /// <summary>The member whose invitation was shown here; null for none.</summary>
    public static long? Read(HttpContext http, Vault vault)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 and < 200 } mark) return null;
        try
        {
            return long.TryParse(vault.Open(Purpose, mark), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
