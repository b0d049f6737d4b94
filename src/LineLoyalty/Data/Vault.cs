using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LineLoyalty.Data;

/// <summary>
/// Keeps phone numbers and coupon codes unreadable in the database: AES-256-GCM for the text, HMAC-SHA-256 for finding it again.
/// The key lives outside the database, so a copied file alone tells nobody anything.
/// </summary>
public sealed class Vault
{
    private readonly byte[] root;
    private readonly byte[] sealKey;
    // As many as there are purposes in the code.
    private readonly ConcurrentDictionary<string, byte[]> derived = new();

    /// <param name="key">32 random bytes.</param>
    public Vault(byte[] key)
    {
        if (key.Length != 32) throw new ArgumentException("The data key must have 32 bytes.", nameof(key));
        root = key;
        sealKey = Derive("seal");
    }

    /// <summary>A key of its own for one purpose, e.g. signing member codes.</summary>
    public byte[] Derive(string purpose) => (byte[])derived.GetOrAdd(purpose, FreshKey).Clone();

    private byte[] FreshKey(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 32, info: Encoding.UTF8.GetBytes(purpose));

    /// <param name="purpose">Bound into the ciphertext: a value sealed as one kind cannot be opened as another.</param>
    public string Seal(string purpose, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[12 + plain.Length + 16];
        RandomNumberGenerator.Fill(box.AsSpan(0, 12));
        using var aes = new AesGcm(sealKey, 16);
        aes.Encrypt(box.AsSpan(0, 12), plain, box.AsSpan(12, plain.Length), box.AsSpan(12 + plain.Length), Encoding.UTF8.GetBytes(purpose));
        return Base64Url.EncodeToString(box);
    }

    /// <exception cref="CryptographicException">The value was changed, or sealed under another key or purpose.</exception>
    public string Open(string purpose, string sealedText)
    {
        var box = Base64Url.DecodeFromChars(sealedText);
        if (box.Length < 28) throw new CryptographicException("Sealed value is too short.");
        var plain = new byte[box.Length - 28];
        using var aes = new AesGcm(sealKey, 16);
        aes.Decrypt(box.AsSpan(0, 12), box.AsSpan(12, plain.Length), box.AsSpan(12 + plain.Length), plain, Encoding.UTF8.GetBytes(purpose));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Equal texts give equal indexes, and nothing else can be learned from one. 43 characters.</summary>
    public string Index(string purpose, string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(derived.GetOrAdd("index:" + purpose, FreshKey), Encoding.UTF8.GetBytes(text)));
}
