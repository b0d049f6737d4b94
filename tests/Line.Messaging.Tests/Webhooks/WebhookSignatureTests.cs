using System.Text;
using Line.Messaging.Webhooks;

namespace Line.Messaging.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Secret = "8c570fa6dd201bb328f1c1eac23a96d8";
    private const string Signature = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=";
    private static readonly byte[] Body = """{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"""u8.ToArray();

    [Fact]
    public void The_documented_vector_is_valid()
    {
        Assert.Equal(WebhookSignatureResult.Valid, WebhookSignature.Verify(Body, Signature, Secret));
        Assert.Equal(Signature, WebhookSignature.Sign(Body, Secret));
    }

    [Fact]
    public void A_changed_byte_is_refused()
    {
        for (var i = 0; i < Body.Length; i++)
        {
            var forged = (byte[])Body.Clone();
            forged[i] ^= 1;
            Assert.Equal(WebhookSignatureResult.Mismatch, WebhookSignature.Verify(forged, Signature, Secret));
        }
    }

    [Fact]
    public void A_changed_character_of_the_header_is_refused()
    {
        for (var i = 0; i < Signature.Length; i++)
        {
            foreach (var c in "Aa0+/= \n")
            {
                if (Signature[i] != c)
                {
                    var forged = Signature[..i] + c + Signature[(i + 1)..];
                    Assert.NotEqual(WebhookSignatureResult.Valid, WebhookSignature.Verify(Body, forged, Secret));
                }
            }
        }
    }

    [Fact]
    public void Unused_bits_of_the_last_character_do_not_open_a_second_spelling()
    {
        // 's' and 't' differ only in bits base64 throws away: both decode to the same 32 bytes.
        var other = Signature.Replace("Ls=", "Lt=", StringComparison.Ordinal);
        Assert.NotEqual(WebhookSignatureResult.Valid, WebhookSignature.Verify(Body, other, Secret));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_missing_header_is_named(string? header) =>
        Assert.Equal(WebhookSignatureResult.Missing, WebhookSignature.Verify(Body, header, Secret));

    [Theory]
    [InlineData("GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs")]
    [InlineData(" GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=")]
    [InlineData("GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs= ")]
    [InlineData("會員會員會員會員會員會員會員會員會員會員會員會員會員會員會員會員會員會員會員會員會員會員")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("sha256=GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD")]
    public void A_header_that_is_not_32_bytes_of_base64_is_malformed(string header) =>
        Assert.Equal(WebhookSignatureResult.Malformed, WebhookSignature.Verify(Body, header, Secret));

    [Fact]
    public void Another_secret_is_refused() =>
        Assert.Equal(WebhookSignatureResult.Mismatch, WebhookSignature.Verify(Body, Signature, Secret + "0"));

    [Fact]
    public void A_reserialised_body_is_refused_although_it_means_the_same()
    {
        var pretty = Encoding.UTF8.GetBytes("""{ "destination": "U8e742f61d673b39c7fff3cecb7536ef0", "events": [] }""");
        Assert.Equal(WebhookSignatureResult.Mismatch, WebhookSignature.Verify(pretty, Signature, Secret));
    }

    [Fact]
    public void An_empty_secret_is_a_bug_of_the_caller_and_not_a_key()
    {
        Assert.Throws<ArgumentException>(() => WebhookSignature.Verify(Body, Signature, ""));
    }
}
