using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace LineLoyalty.Staff;

/// <summary>Password hashing and choice, by OWASP ASVS 5 (6.2 and appendix C): length and a list of breached ones, no composition rules.</summary>
public static class Passwords
{
    public const int MinimumLength = 12;
    public const int MaximumLength = 128;
    private const int Rounds = 210_000;

    private static readonly Lazy<FrozenSet<string>> Breached = new(() =>
    {
        using var stream = typeof(Passwords).Assembly.GetManifestResourceStream("breached-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    });

    /// <summary>Null when the password may be chosen.</summary>
    public static Refusal? Check(string password, string userName)
    {
        if (password.Length < MinimumLength) return StaffRefusals.PasswordTooShort;
        if (password.Length > MaximumLength) return StaffRefusals.PasswordTooLong;
        return IsGuessable(password, userName) ? StaffRefusals.PasswordBreached : null;
    }

    /// <summary>PBKDF2-HMAC-SHA512, 210,000 rounds, 16-byte salt: <c>v1.rounds.salt.hash</c>.</summary>
    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"v1.{Rounds}.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(Derive(password, salt, Rounds))}";
    }

    /// <summary>Takes the same time whether or not the password is right.</summary>
    public static bool Verify(string hash, string password)
    {
        var parts = hash.Split('.');
        if (parts is not ["v1", var rounds, var salt, var expected]) return false;
        var actual = Derive(password, Convert.FromBase64String(salt), int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(actual, Convert.FromBase64String(expected));
    }

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password.Normalize(NormalizationForm.FormC), salt, rounds, HashAlgorithmName.SHA512, 32);

    // A known password repeated or padded with digits is as easy to guess as the password itself.
    private static bool IsGuessable(string password, string userName)
    {
        var core = password.TrimEnd("0123456789!?.*#@$".ToCharArray());
        if (Breached.Value.Contains(password) || Breached.Value.Contains(core) || core.Length < 4) return true;
        if (userName.Length >= 4 && password.Contains(userName, StringComparison.OrdinalIgnoreCase) && password.Length < userName.Length + 8) return true;
        for (var length = 1; length <= password.Length / 2; length++)
        {
            if (password.Length % length == 0 && string.Concat(Enumerable.Repeat(password[..length], password.Length / length)) == password) return true;
        }
        return false;
    }
}
