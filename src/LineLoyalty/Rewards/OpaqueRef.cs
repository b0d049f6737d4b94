using System.Buffers.Text;
using System.Security.Cryptography;

namespace LineLoyalty.Rewards;

internal static class OpaqueRef
{
    /// <summary>128 random bits as 22 URL-safe characters: a name for use outside that tells and spends nothing.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
}
