using LineLoyalty.Tests.TestHost;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

public sealed class BotConversationTests
{
    [Fact]
    public async Task A_new_friend_is_greeted_by_name_of_the_brand_and_asked_to_join()
    {
        await using var app = await TestApp.StartAsync();
        var person = await app.Line.NewPersonAsync();

        await app.Line.FollowAsync(person);

        var greeting = await app.Line.HearsAsync(person, "晨光咖啡");
        Assert.Contains("https://liff.line.me/1656000002-Aa1Bb2Cc/join?src=greeting", greeting, StringComparison.Ordinal);
    }
}
