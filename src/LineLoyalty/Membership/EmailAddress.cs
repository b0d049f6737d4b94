using System.Net.Mail;
using LineLoyalty.Data;

namespace LineLoyalty.Membership;

/// <summary>An e-mail address; kept sealed as a phone number is, but it names nobody: several members may share one.</summary>
public static class EmailAddress
{
    private const int Longest = 100;
    private const string Purpose = "email";

    public static bool TryParse(string? text, out string address)
    {
        address = text?.Trim() ?? "";
        return address.Length is > 0 and <= Longest && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"')
            && MailAddress.TryCreate(address, out var read) && read.Address == address && read.Host.Contains('.');
    }

    /// <summary><c>m•••@example.com</c>.</summary>
    public static string Mask(string address) => $"{address[..1]}•••{address[address.IndexOf('@')..]}";

    public static string Seal(Vault vault, string address) => vault.Seal(Purpose, address);
    public static string Open(Vault vault, string sealedAddress) => vault.Open(Purpose, sealedAddress);

    public static string? MaskOf(Vault vault, string? sealedAddress) => sealedAddress is null ? null : Mask(Open(vault, sealedAddress));
}
