using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// Puts each person into a group by a hash of the campaign and the person: the same again whoever asks, and nothing about the person
/// decides. Who is held out and who gets which version are drawn apart, so that one says nothing about the other.
/// </summary>
internal static class SplitAudience
{
    private const int Parts = 10_000;

    public static bool IsHeldOut(long campaignId, long memberId, int percent) => percent > 0 && Draw("holdout", campaignId, memberId) < percent * (Parts / 100);

    /// <returns>Null: waits for the better version.</returns>
    public static int? Version(long campaignId, long memberId, int versions, int testPercent)
    {
        if (versions == 1) return 0;
        var (drawn, tested) = (Draw("version", campaignId, memberId), testPercent * (Parts / 100));
        return drawn >= tested ? null : drawn * versions / tested;
    }

    /// <summary>0 to 9999.</summary>
    private static int Draw(string purpose, long campaignId, long memberId)
    {
        Span<byte> text = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{purpose}:{campaignId}:{memberId}"), text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return (int)(BitConverter.ToUInt64(hash) % Parts);
    }
}
