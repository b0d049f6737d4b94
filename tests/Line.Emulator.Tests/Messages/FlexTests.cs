using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Line.Emulator.Tests.Messages;

public sealed class FlexTests : IAsyncLifetime
{
    private TestPlatform _line = null!;

    public async ValueTask InitializeAsync() => _line = await TestPlatform.StartAsync();

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private async Task<string[]> ComplaintsAsync(string contents, string altText = "alt")
    {
        using var answer = await _line.PostAsync("/v2/bot/message/validate/push",
            $$"""{"messages":[{"type":"text","text":"first"},{"type":"flex","altText":{{JsonSerializer.Serialize(altText)}},"contents":{{contents}}}]}""");
        if (answer.StatusCode == HttpStatusCode.OK)
            return [];
        var details = await answer.DetailsAsync();
        if (details[0].StartsWith('/'))
            Assert.Equal("A message (messages[1]) in the request body is invalid", await answer.MessageAsync());
        return details;
    }

    private static string Bubble(string body) => """{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[$]}}""".Replace("$", body, StringComparison.Ordinal);

    [Fact]
    public async Task A_card_as_shops_send_it_passes()
    {
        Assert.Empty(await ComplaintsAsync("""
            {"type":"bubble","size":"kilo","direction":"ltr",
             "hero":{"type":"image","url":"https://example.com/cake.png","size":"full","aspectRatio":"20:13","aspectMode":"cover","action":{"type":"uri","uri":"https://example.com/"}},
             "body":{"type":"box","layout":"vertical","spacing":"md","paddingAll":"20px","background":{"type":"linearGradient","angle":"90deg","startColor":"#ffffff","endColor":"#000000"},
              "contents":[
               {"type":"text","text":"生日快樂","weight":"bold","size":"xl","color":"#1DB446"},
               {"type":"box","layout":"baseline","contents":[{"type":"icon","url":"https://example.com/i.png","size":"sm"},{"type":"text","text":"4.0","size":"sm","flex":0,"margin":"md"}]},
               {"type":"text","wrap":true,"contents":[{"type":"span","text":"滿 100 元"},{"type":"span","text":"折 10 元","decoration":"underline"}]},
               {"type":"separator","margin":"xxl","color":"#00000020"},{"type":"filler"}]},
             "footer":{"type":"box","layout":"horizontal","contents":[{"type":"button","style":"primary","height":"sm","action":{"type":"message","label":"會員卡","text":"會員卡"}}]},
             "styles":{"footer":{"separator":true,"backgroundColor":"#F0F0F0"}}}
            """));
    }

    [Theory]
    [InlineData("""{"type":"text","text":""}""", "/body/contents/0/text: must be non-empty text")]
    [InlineData("""{"type":"text"}""", "/body/contents/0/text: must be non-empty text")]
    [InlineData("""{"type":"spacer","size":"md"}""", "/body/contents/0/type: must be one of [box, button, image, text, separator, filler]")]
    [InlineData("""{"type":"icon","url":"https://example.com/i.png"}""", "/body/contents/0/type: must be one of [box, button, image, text, separator, filler]")]
    [InlineData("""{"type":"text","text":"x","colour":"#000000"}""", "/body/contents/0/colour: unknown field")]
    [InlineData("""{"type":"text","text":"x","color":"red"}""", "/body/contents/0/color: must be a color such as #RRGGBB or #RRGGBBAA")]
    [InlineData("""{"type":"text","text":"x","size":"huge"}""", "/body/contents/0/size: invalid property")]
    [InlineData("""{"type":"text","text":"x","flex":-1}""", "/body/contents/0/flex: must be an integer of 0 or more")]
    [InlineData("""{"type":"image","url":"http://example.com/a.png"}""", "/body/contents/0/url: invalid uri")]
    [InlineData("""{"type":"image","url":"https://example.com/a.png","aspectRatio":"1:4"}""", "/body/contents/0/aspectRatio: must be {width}:{height}, at most three times as high as wide")]
    [InlineData("""{"type":"button"}""", "/body/contents/0/action: must be specified")]
    [InlineData("""{"type":"button","action":{"type":"uri","uri":"https://example.com/"}}""", "/body/contents/0/action/label: May not be empty")]
    [InlineData("""{"type":"box","layout":"baseline","contents":[{"type":"button","action":{"type":"message","label":"a","text":"a"}}]}""", "/body/contents/0/contents/0/type: must be one of [icon, text, filler]")]
    [InlineData("""{"type":"box","contents":[]}""", "/body/contents/0/layout: must be specified")]
    public async Task A_component_that_breaks_a_rule_is_pointed_at(string component, string complaint) =>
        Assert.Equal([complaint], await ComplaintsAsync(Bubble(component)));

    [Fact]
    public async Task A_bubble_has_at_least_one_block_and_no_unknown_ones()
    {
        Assert.Equal(["/: At least one block must be specified"], await ComplaintsAsync("""{"type":"bubble"}"""));
        Assert.Equal(["/foot: unknown field", "/: At least one block must be specified"], await ComplaintsAsync("""{"type":"bubble","foot":{}}"""));
        Assert.Equal(["/type: must be 'bubble' or 'carousel'"], await ComplaintsAsync("""{"type":"box"}"""));
    }

    [Fact]
    public async Task Twelve_bubbles_of_one_size_are_a_carousel_and_thirteen_are_not()
    {
        static string Carousel(IEnumerable<string> bubbles) => $$"""{"type":"carousel","contents":[{{string.Join(',', bubbles)}}]}""";
        var bubble = Bubble("""{"type":"text","text":"x"}""");
        Assert.Empty(await ComplaintsAsync(Carousel(Enumerable.Repeat(bubble, 12))));
        Assert.Equal(["/contents: must have between 1 and 12 bubbles"], await ComplaintsAsync(Carousel(Enumerable.Repeat(bubble, 13))));
        Assert.Equal(["/contents/1/size: all bubbles of a carousel must have the same size"],
            await ComplaintsAsync(Carousel([bubble, bubble.Replace("\"bubble\"", "\"bubble\",\"size\":\"nano\"", StringComparison.Ordinal)])));
        var video = """{"type":"bubble","hero":{"type":"video","url":"https://example.com/v.mp4","previewUrl":"https://example.com/v.png","altContent":{"type":"image","url":"https://example.com/v.png"}}}""";
        Assert.Empty(await ComplaintsAsync(video));
        Assert.Equal(["/contents/0/hero: a video needs a kilo, mega or giga bubble outside a carousel"], await ComplaintsAsync(Carousel([video])));
    }

    [Fact]
    public async Task Thirty_kilobytes_per_bubble_and_fifty_per_carousel()
    {
        static string Of(int bytes)
        {
            var empty = Bubble("""{"type":"text","text":""}""").Length;
            return Bubble($$"""{"type":"text","text":"{{new string('x', bytes - empty)}}"}""");
        }

        Assert.Empty(await ComplaintsAsync(Of(30 * 1024)));
        Assert.Equal(["/: the bubble is larger than 30 KB"], await ComplaintsAsync(Of(30 * 1024 + 1)));
        Assert.Equal(["/: the carousel is larger than 50 KB"], await ComplaintsAsync($$"""{"type":"carousel","contents":[{{Of(26_000)}},{{Of(26_000)}}]}"""));
    }

    [Fact]
    public async Task Alternative_text_is_1500_characters_at_most()
    {
        var bubble = Bubble("""{"type":"text","text":"x"}""");
        Assert.Empty(await ComplaintsAsync(bubble, new string('x', 1500)));
        Assert.Equal(["messages[1].altText: Length must be between 1 and 1500"], await ComplaintsAsync(bubble, new string('x', 1501)));
    }

    [Fact]
    public async Task Deeply_nested_boxes_do_no_harm()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"type":"box","layout":"vertical","contents":[""", 50)) + string.Concat(Enumerable.Repeat("]}", 50));
        Assert.Empty(await ComplaintsAsync(Bubble(deep)));
        using var bottomless = await _line.PostAsync("/v2/bot/message/validate/push", new string('[', 5000));
        Assert.Equal(HttpStatusCode.BadRequest, bottomless.StatusCode);
    }
}
