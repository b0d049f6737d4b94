using System.Security.Cryptography;
using System.Text.Json;

namespace Line.Emulator.Channels;

/// <summary>An ES256 key that signs ID tokens.</summary>
internal sealed record LoginKey(string Kid, string Pkcs8)
{
    public static LoginKey Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new LoginKey(RandomNumberGenerator.GetHexString(40, lowercase: true), Convert.ToBase64String(key.ExportPkcs8PrivateKey()));
    }

    public ECDsa Open()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(Pkcs8), out _);
        return key;
    }
}

/// <summary>The emulator's own secrets, kept beside the journal so that tokens outlive a restart.</summary>
internal sealed class EmulatorKeys
{
    private sealed record Stored(string TokenKey, List<LoginKey> LoginKeys);

    private readonly string _path;
    private readonly Stored _stored;

    public EmulatorKeys(string folder)
    {
        _path = Path.Combine(folder, "keys.json");
        _stored = File.Exists(_path)
            ? JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(_path))!
            : new Stored(RandomNumberGenerator.GetHexString(64), [LoginKey.Create()]);
        Save();
    }

    public byte[] TokenKey => Convert.FromHexString(_stored.TokenKey);

    /// <summary>Oldest first; the last one signs, all are published.</summary>
    public IReadOnlyList<LoginKey> LoginKeys
    {
        get
        {
            lock (_stored)
                return [.. _stored.LoginKeys];
        }
    }

    public LoginKey Rotate()
    {
        lock (_stored)
        {
            var key = LoginKey.Create();
            _stored.LoginKeys.Add(key);
            Save();
            return key;
        }
    }

    private void Save()
    {
        var temporary = _path + ".new";
        using (var file = File.Create(temporary))
        {
            JsonSerializer.Serialize(file, _stored);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }
}
