using System.Security.Cryptography;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.Options;
using QRCoder;
using Xunit;

namespace LineLoyalty.Tests.Membership;

public sealed class MemberCodesTests
{
    private readonly FakeClock clock = new(TestApp.Start);
    private readonly Vault vault = new(RandomNumberGenerator.GetBytes(32));
    private readonly MemberCodes codes;

    public MemberCodesTests() => codes = With(keyId: 1);

    private MemberCodes With(byte keyId) => new(vault, Options.Create(new MemberCodeOptions { KeyId = keyId }), clock);

    [Fact]
    public void A_code_says_who_and_what_for_during_60_seconds()
    {
        var code = codes.Mint(CodePurpose.Spend, 4711);

        Assert.True(codes.Read(code.Text, CodePurpose.Spend).Succeeded(out var read, out _));
        Assert.Equal((CodePurpose.Spend, 4711L), (read.Purpose, read.Handle));
        Assert.Equal(TimeSpan.FromSeconds(60), code.To - code.From);
        clock.Advance(TimeSpan.FromSeconds(59.999));
        Assert.Null(codes.Read(code.Text, CodePurpose.Spend).Refusal);
        clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(MemberRefusals.CodeExpired, codes.Read(code.Text, CodePurpose.Spend).Refusal);
    }

    [Fact]
    public void A_code_of_the_next_step_is_refused_until_its_time()
    {
        var later = codes.Mint(CodePurpose.Identify, 1, clock.Now.AddSeconds(30));

        Assert.Equal(MemberRefusals.CodeExpired, codes.Read(later.Text, CodePurpose.Identify).Refusal);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(codes.Read(later.Text, CodePurpose.Identify).Refusal);
    }

    [Fact]
    public void A_code_is_worth_nothing_for_another_purpose()
    {
        var identify = codes.Mint(CodePurpose.Identify, 1).Text;
        var coupon = codes.Mint(CodePurpose.Coupon, 1).Text;

        Assert.Equal(MemberRefusals.CodeInvalid, codes.Read(identify, CodePurpose.Spend).Refusal);
        Assert.Equal(MemberRefusals.CodeInvalid, codes.Read(coupon, CodePurpose.Identify, CodePurpose.Spend).Refusal);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var code = codes.Mint(CodePurpose.Spend, 4711).Text;
        var bytes = new byte[38];
        Assert.True(Base32.TryDecode(code, bytes));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Equal(MemberRefusals.CodeInvalid, codes.Read(Base32.Encode(bytes), CodePurpose.Identify, CodePurpose.Spend, CodePurpose.Coupon).Refusal);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
        // The last character has a spare bit: a second text for the same code must not exist.
        var alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var twin = code[..^1] + alphabet[alphabet.IndexOf(code[^1], StringComparison.Ordinal) ^ 1];
        Assert.NotNull(codes.Read(twin, CodePurpose.Spend).Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("4539578763621486")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ")]
    [InlineData("2ＡZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ")]
    public void Rubbish_is_refused_without_noise(string text) =>
        Assert.Equal(MemberRefusals.CodeInvalid, codes.Read(text, CodePurpose.Identify).Refusal);

    [Fact]
    public void Another_key_or_installation_signs_nothing_of_ours()
    {
        var code = codes.Mint(CodePurpose.Spend, 1).Text;
        var stranger = new MemberCodes(new Vault(RandomNumberGenerator.GetBytes(32)), Options.Create(new MemberCodeOptions()), clock);

        Assert.NotNull(stranger.Read(code, CodePurpose.Spend).Refusal);
        Assert.NotNull(With(keyId: 2).Read(code, CodePurpose.Spend).Refusal);
    }

    [Fact]
    public void Two_codes_of_one_member_have_nothing_in_common_but_their_time()
    {
        var (a, b) = (codes.Mint(CodePurpose.Identify, 4711).Text, codes.Mint(CodePurpose.Identify, 4711).Text);
        byte[] first = new byte[38], second = new byte[38];
        Base32.TryDecode(a, first);
        Base32.TryDecode(b, second);

        Assert.Equal(first[..6], second[..6]);
        Assert.NotEqual(first[6..14], second[6..14]); // nonce
        Assert.NotEqual(first[14..22], second[14..22]); // hidden handle
        Assert.NotEqual(first[22..], second[22..]); // signature
    }

    [Fact]
    public void Case_does_not_matter_to_a_scanner() =>
        Assert.Null(codes.Read(codes.Mint(CodePurpose.Identify, 1).Text.ToLowerInvariant(), CodePurpose.Identify).Refusal);

    [Fact]
    public void A_code_fits_a_QR_of_29_modules_at_level_M()
    {
        using var generator = new QRCodeGenerator();
        using var qr = generator.CreateQrCode(codes.Mint(CodePurpose.Identify, long.MaxValue).Text, QRCodeGenerator.ECCLevel.M);

        Assert.Equal(3, qr.Version);
    }
}
