using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Programmes;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class SendingWordsTests
{
    private static readonly SendingRules Usual = SendingRules.Of(new ProgrammeOptions(), new CampaignOptions());

    [Fact]
    public void The_usual_rules_in_both_languages()
    {
        Assert.Equal("每位會員一天最多收到 1 則、任何 7 天內最多 2 則行銷訊息；已達上限的人不會收到這次推播。", SendingWords.Cap(Usual, english: false));
        Assert.Equal("21:00–隔天 09:00 為勿擾時段，這段期間該送的訊息會等到 09:00 才送出。", SendingWords.Quiet(Usual, english: false));
        Assert.Equal("推播超過 1,000 人、或超過全部會員的 5%、或發給所有會員時，需要另一位同事核准才會發送。", SendingWords.SecondPerson(Usual, english: false));
        Assert.Equal("From 21:00 to 09:00 of the next day nothing is sent: what is due then waits until 09:00.", SendingWords.Quiet(Usual, english: true));
        Assert.Equal("A second person approves a push to more than 1,000 people or to more than 5% of all members or to everyone.", SendingWords.SecondPerson(Usual, english: true));
        Assert.Equal(SendingWords.Summary(Usual, "Asia/Taipei", english: false).Count, SendingWords.Summary(Usual, "Asia/Taipei", english: true).Count);
        Assert.Equal(Usual, SendingRules.Parse(Usual.ToJson()));
    }

    [Fact]
    public void Values_that_make_others_idle_are_said_as_what_they_do()
    {
        Assert.Equal("每位會員一天最多收到 1 則行銷訊息。", SendingWords.Cap(Usual with { MostMessages = 50 }, english: false));
        Assert.Equal("沒有勿擾時段，訊息隨時都可能送出。", SendingWords.Quiet(Usual with { Quiet = null }, english: false));
        Assert.Equal("12:00–14:00 為勿擾時段，這段期間該送的訊息會等到 14:00 才送出。", SendingWords.Quiet(Usual with { Quiet = new(new(12, 0), new(14, 0)) }, english: false));
        Assert.Equal("每一則推播都需要另一位同事核准才會發送。", SendingWords.SecondPerson(Usual with { ApprovalAbove = 0 }, english: false));
        Assert.Equal("A second person approves a push to more than 20 people.", SendingWords.SecondPerson(Usual with { ApprovalAbove = 20, ApprovalAbovePercent = 100, ApprovalForEveryone = false }, english: true));
        // What the words say is what is decided.
        Assert.All(new[] { Usual with { ApprovalAbove = 0 }, Usual with { ApprovalAbovePercent = 0 } }, r => Assert.True(r.AsksSecondPerson(1, 1_000_000, everyone: false)));
        Assert.False((Usual with { ApprovalAbove = 20, ApprovalAbovePercent = 100, ApprovalForEveryone = false }).AsksSecondPerson(20, 20, everyone: true));
    }

    [Fact]
    public void A_change_names_only_what_changed()
    {
        var changes = SendingWords.Changes(Usual, Usual with { Quiet = null, MostMessages = 3 }, english: false);
        Assert.Equal([("次數上限", "7 天 2 則", "7 天 3 則"), ("勿擾時段", "21:00–09:00", "無")], changes);
    }
}
