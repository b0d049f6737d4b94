using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Line.Emulator.Hosting;

/// <summary>
/// A certificate for LINE's host names that nobody trusts by itself. One browser can be told to take it, by its pin, and to look for LINE's
/// hosts on this machine: then LINE's own SDK in a page talks to the emulator without a changed byte.
/// </summary>
internal static class LocalCertificate
{
    public static readonly string[] Hosts =
        ["api.line.me", "api-data.line.me", "access.line.me", "liff.line.me", "miniapp.line.me", "manager.line.biz", "localhost"];

    public static X509Certificate2 Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Line.Emulator", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in Hosts)
            names.AddDnsName(host);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(90));
        // Kestrel on Windows cannot use a key that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>What Chromium's <c>--ignore-certificate-errors-spki-list</c> takes.</summary>
    public static string Pin(X509Certificate2 certificate) =>
        Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
}
