using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Clicks;

/// <summary>A link of a push, as one person got it.</summary>
/// <param name="Link">Number of the link in the push.</param>
public sealed record ClickTarget(long CampaignId, int Link, long LineAccountId);

/// <summary>A link of a journey's message, as one person got it at one visit of the step.</summary>
/// <param name="Version">The journey's version that said it.</param>
/// <param name="Link">Number of the link in the message.</param>
public sealed record JourneyClickTarget(long EnrolmentId, int Visit, int Version, int Link);

/// <summary>
/// Addresses of our own that lead to a button's link and tell who pressed it. The token is signed and names only the push, the link and
/// the person: where it leads to is read from the push, so nobody can make it lead elsewhere.
/// </summary>
public sealed class ClickLinks(Vault vault, IOptions<BrandOptions> brand)
{
    private const int SignatureLength = 16;
    private readonly byte[] key = vault.Derive("click-links");

    public string Address(ClickTarget target) => $"{brand.Value.PublicUrl.TrimEnd('/')}/r/{Token(target)}";

    public string Token(ClickTarget target)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{target.CampaignId:x}-{target.Link:x}-{target.LineAccountId:x}");
        return text + "-" + Sign(text);
    }

    public string Address(JourneyClickTarget target) => $"{brand.Value.PublicUrl.TrimEnd('/')}/r/{Token(target)}";

    public string Token(JourneyClickTarget target)
    {
        // No push's number begins with a j: neither can be taken for the other.
        var text = string.Create(CultureInfo.InvariantCulture, $"j{target.EnrolmentId:x}-{target.Visit:x}-{target.Version:x}-{target.Link:x}");
        return text + "-" + Sign(text);
    }

    /// <summary>Null when it is not one of ours.</summary>
    public ClickTarget? Read(string token)
    {
        if (token.Length > 80 || token.Split('-', 4) is not [var campaign, var link, var account, var signature]) return null;
        return IsSigned($"{campaign}-{link}-{account}", signature) ? new ClickTarget(Number(campaign), (int)Number(link), Number(account)) : null;
    }

    /// <summary>Null when it is not a journey's.</summary>
    public JourneyClickTarget? ReadJourney(string token)
    {
        if (token.Length > 80 || token.Split('-', 5) is not [['j', .. var enrolment], var visit, var version, var link, var signature]) return null;
        return IsSigned($"j{enrolment}-{visit}-{version}-{link}", signature) ? new JourneyClickTarget(Number(enrolment), (int)Number(visit), (int)Number(version), (int)Number(link)) : null;
    }

    private bool IsSigned(string text, string signature) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(text)), Encoding.UTF8.GetBytes(signature));

    private static long Number(string hex) => long.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private string Sign(string text) => System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)).AsSpan(0, SignatureLength));
}
