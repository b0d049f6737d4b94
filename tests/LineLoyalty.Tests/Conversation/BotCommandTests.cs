using LineLoyalty.Conversation.Bot;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

public sealed class BotCommandTests
{
    [Theory]
    [InlineData("會員卡", "Card")]
    [InlineData(" 會員卡 ", "Card")]
    [InlineData("我的會員卡", "Card")]
    [InlineData("會員卡！", "Card")]
    [InlineData("ｃａｒｄ", "Card")]
    [InlineData("CARD", "Card")]
    [InlineData("my card", "Card")]
    [InlineData("點數", "Points")]
    [InlineData("點 數", "Points")]
    [InlineData("點數查詢", "Points")]
    [InlineData("查點數", "Points")]
    [InlineData("我的點數還有多少？", "Points")]
    [InlineData("点数", "Points")]
    [InlineData("會員點數", "Points")]
    [InlineData("Points", "Points")]
    [InlineData("　ＰＯＩＮＴＳ　", "Points")]
    [InlineData("優惠券", "Coupons")]
    [InlineData("我的優惠券", "Coupons")]
    [InlineData("優惠卷", "Coupons")]
    [InlineData("有什麼優惠嗎", "Coupons")]
    [InlineData("coupons", "Coupons")]
    [InlineData("show coupons", "Coupons")]
    [InlineData("消費紀錄", "History")]
    [InlineData("消費記錄", "History")]
    [InlineData("查詢消費紀錄", "History")]
    [InlineData("history", "History")]
    [InlineData("說明", "Help")]
    [InlineData("?", "Help")]
    [InlineData("？", "Help")]
    [InlineData("Help!", "Help")]
    [InlineData("加入會員", "Join")]
    [InlineData("怎麼加入會員", "Join")]
    public void A_question_is_understood_however_it_is_written(string text, string command) => Assert.Equal(command, BotCommands.OfText(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("你好")]
    [InlineData("😀👍")]
    [InlineData("discard")]
    [InlineData("I will discard this")]
    [InlineData("請問你們中秋節當天有營業嗎？我想帶家人過去坐坐，順便用掉上次的點數")]
    [InlineData("\ud83d")]
    public void Other_talk_is_not_taken_for_a_question(string text) => Assert.Null(BotCommands.OfText(text));

    [Theory]
    [InlineData("bot=points", "Points")]
    [InlineData("bot=help", "Help")]
    [InlineData("bot=nonsense", null)]
    [InlineData("bot=3", null)]
    [InlineData("campaign=points", null)]
    public void A_button_asks_for_what_it_says(string data, string? command) => Assert.Equal(command, BotCommands.OfPostback(data)?.ToString());
}
