using LineLoyalty.Tests.TestHost;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

public sealed class StickerTests
{
    [Fact]
    public async Task Stickers_are_thanked_for_once_in_ten_minutes()
    {
        await using var app = await TestApp.StartAsync();
        var chat = await Chat.WithGuestAsync(app);
        var sticker = new { type = "sticker", packageId = "446", stickerId = "1988" };

        await chat.SendAsync(sticker);
        Assert.Contains("收到囉", (await chat.HeardAsync(2))[1], StringComparison.Ordinal);

        await chat.SendAsync(sticker);
        app.Clock.Advance(TimeSpan.FromMinutes(9));
        await chat.SendAsync(sticker);
        await Chat.QuietAsync(app);
        Assert.Equal(2, (await chat.HeardNowAsync()).Count);

        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await chat.SendAsync(sticker);
        Assert.Contains("收到囉", (await chat.HeardAsync(3))[2], StringComparison.Ordinal);
    }
}
