using LineLoyalty.Membership;
using Xunit;

namespace LineLoyalty.Tests.Membership;

public sealed class NamesTests
{
    [Theory]
    [InlineData("王小明", "王小明")]
    [InlineData("  John   Smith ", "John Smith")]
    [InlineData("王\u202e小明\u200b", "王小明")]
    [InlineData("王\0小\u0007明", "王小明")]
    [InlineData("Ann\u3000Lee", "Ann Lee")]
    [InlineData("Ann\r\nLee", "Ann Lee")]
    [InlineData("e\u0301lise", "élise")]
    [InlineData("O'Neil-陳 Jr.", "O'Neil-陳 Jr.")]
    [InlineData("𠮷田", "𠮷田")]
    public void A_name_is_cleaned_of_what_cannot_be_seen(string typed, string expected)
    {
        Assert.True(Names.TryClean(typed, out var name));
        Assert.Equal(expected, name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u202e\u200b ")]
    [InlineData("12345")]
    [InlineData("😀😀")]
    public void A_name_needs_a_letter(string? typed) => Assert.False(Names.TryClean(typed, out _));

    [Fact]
    public void A_name_has_at_most_60_characters()
    {
        Assert.True(Names.TryClean(new string('王', 60), out _));
        Assert.False(Names.TryClean(new string('王', 61), out _));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_not_kept()
    {
        Assert.True(Names.TryClean("王\ud842明", out var name));
        Assert.DoesNotContain(name, char.IsSurrogate);
    }

    [Theory]
    [InlineData("王小明", "王○明")]
    [InlineData("王明", "王○")]
    [InlineData("歐陽娜娜", "歐○○娜")]
    [InlineData("王", "○")]
    [InlineData("John", "J○n")]
    [InlineData("Jo", "J○")]
    [InlineData("John Smith", "J○n S○h")]
    [InlineData("𠮷田𠮷", "𠮷○𠮷")]
    public void A_mask_shows_enough_to_recognise(string name, string masked) => Assert.Equal(masked, Names.Mask(name));
}
