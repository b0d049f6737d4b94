using LineLoyalty.Marketing.Campaigns;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class MemberTextTests
{
    private static readonly MemberValues Mei = new("王小美", 12345, "金卡會員", 3);

    [Theory]
    [InlineData("{name}您好，您有 {points} 點、{couponCount} 張券，目前是{tier}", "王小美您好，您有 12,345 點、3 張券，目前是金卡會員")]
    [InlineData("{name|貴賓}", "王小美")]
    [InlineData("大括號 {{name}} 與 }}", "大括號 {name} 與 }")]
    [InlineData("沒有變數", "沒有變數")]
    [InlineData("", "")]
    public void Variables_become_the_members_own(string text, string shown)
    {
        var parsed = MemberText.Parse(text, out var fault);
        Assert.Null(fault);
        Assert.Equal(shown, parsed.For(Mei));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Words_stand_in_for_what_is_not_known(string? name)
    {
        Assert.Equal("親愛的貴賓：", MemberText.Parse("{name|親愛的貴賓}：", out _).For(Mei with { Name = name }));
        Assert.Equal("：", MemberText.Parse("{name}：", out _).For(Mei with { Name = name }));
    }

    [Theory]
    [InlineData("{Name}", "text.variable_unknown", "{Name}")]
    [InlineData("{phone}", "text.variable_unknown", "{phone}")]
    [InlineData("{}", "text.variable_unknown", "{}")]
    [InlineData("{name", "text.brace", "{name")]
    [InlineData("name}", "text.brace", "}")]
    [InlineData("{name|{tier}}", "text.brace", "{tier")]
    public void What_cannot_be_filled_in_is_named(string text, string code, string near)
    {
        MemberText.Parse(text, out var fault);
        Assert.Equal(new TextFault(code, near), fault);
    }

    [Fact]
    public void Only_text_with_variables_is_personal()
    {
        Assert.True(MemberText.Parse("{name}", out _).IsPersonal);
        Assert.False(MemberText.Parse("{{name}}", out _).IsPersonal);
    }

    [Fact]
    public void The_longest_length_counts_the_longest_values() => Assert.Equal(3 + 60 + 20, MemberText.Parse("您好，{name}{points}", out _).LongestLength);
}
