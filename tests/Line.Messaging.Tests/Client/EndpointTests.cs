using System.Text;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;
using Microsoft.AspNetCore.Http;

namespace Line.Messaging.Tests.Client;

/// <summary>One row per method: the request it makes and what it reads from LINE's answer.</summary>
public sealed class EndpointTests
{
    private const string User = "U4af4980629000000000000000000beef";

    private static readonly RichMenu Menu = new()
    {
        Size = new(2500, 843),
        Selected = false,
        Name = "member",
        ChatBarText = "會員選單",
        Areas = [new(new(0, 0, 2500, 843), new UriAction { Uri = "https://liff.line.me/1-a" })],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public sealed record Call(string Request, string Answer, Func<LineMessagingClient, Task<LineResult>> Make, string? Body = null, object? Expected = null)
    {
        public override string ToString() => Request;
    }

    private static async Task<LineResult> As<T>(Task<T> call)
        where T : LineResult => await call;

    private static readonly Call[] All =
    [
        new($"GET /v2/bot/profile/{User}", $$"""{"userId":"{{User}}","displayName":"小明","language":"zh-TW","pictureUrl":"https://profile.line-scdn.net/a","statusMessage":"嗨"}""",
            c => As(c.GetProfileAsync(User, Ct)), null, new UserProfile { UserId = User, DisplayName = "小明", Language = "zh-TW", PictureUrl = "https://profile.line-scdn.net/a", StatusMessage = "嗨" }),
        new("GET /v2/bot/profile/a%2F..%2F..%2Fb%3Fc", """{"userId":"x","displayName":"y"}""", c => As(c.GetProfileAsync("a/../../b?c", Ct)), null, new UserProfile { UserId = "x", DisplayName = "y" }),
        new("GET /v2/bot/followers/ids?limit=1000&start=yANU9IA..%3D", """{"userIds":["U1","U2"],"next":"n"}""", c => As(c.GetFollowerIdsAsync(1000, "yANU9IA..=", Ct))),
        new("GET /v2/bot/followers/ids", """{"userIds":[]}""", c => As(c.GetFollowerIdsAsync(ct: Ct))),
        new($"POST /v2/bot/user/{User}/linkToken", """{"linkToken":"NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}""", c => As(c.IssueLinkTokenAsync(User, Ct)), "", new LinkTokenResult { LinkToken = "NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY" }),
        new("POST /v2/bot/chat/loading/start", "{}", c => c.ShowLoadingAsync(User, 5, Ct), $$"""{"chatId":"{{User}}","loadingSeconds":5}"""),
        new("POST /v2/bot/chat/markAsRead", "{}", c => c.MarkAsReadAsync("m", Ct), """{"markAsReadToken":"m"}"""),
        new("GET /v2/bot/message/quota", """{"type":"limited","value":1000}""", c => As(c.GetQuotaAsync(Ct)), null, new MessageQuota { Type = "limited", Value = 1000 }),
        new("GET /v2/bot/message/quota/consumption", """{"totalUsage":500}""", c => As(c.GetQuotaConsumptionAsync(Ct)), null, new QuotaConsumption { TotalUsage = 500 }),
        new("GET /v2/bot/info", """{"userId":"Ub","basicId":"@216ru","displayName":"咖啡","pictureUrl":"https://obs.line-apps.com/a","chatMode":"chat","markAsReadMode":"manual"}""",
            c => As(c.GetBotInfoAsync(Ct)), null, new BotInfo { UserId = "Ub", BasicId = "@216ru", DisplayName = "咖啡", PictureUrl = "https://obs.line-apps.com/a", ChatMode = "chat", MarkAsReadMode = "manual" }),
        new("GET /v2/bot/channel/webhook/endpoint", """{"endpoint":"https://example.com/line","active":true}""", c => As(c.GetWebhookEndpointAsync(Ct)), null, new WebhookEndpoint { Endpoint = "https://example.com/line", Active = true }),
        new("PUT /v2/bot/channel/webhook/endpoint", "{}", c => c.SetWebhookEndpointAsync("https://example.com/line", Ct), """{"endpoint":"https://example.com/line"}"""),
        new("POST /v2/bot/channel/webhook/test", """{"success":true,"timestamp":"2020-09-30T05:38:20.031Z","statusCode":200,"reason":"OK","detail":"200"}""",
            c => As(c.TestWebhookEndpointAsync(ct: Ct)), "{}", new WebhookTestResult { Success = true, Timestamp = new(2020, 9, 30, 5, 38, 20, 31, TimeSpan.Zero), StatusCode = 200, Reason = "OK", Detail = "200" }),
        new("GET /v2/bot/message/325708/content/transcoding", """{"status":"succeeded"}""", c => As(c.GetTranscodingStatusAsync("325708", Ct)), null, new TranscodingStatus { Status = "succeeded" }),
        new("POST /v2/bot/richmenu", """{"richMenuId":"richmenu-1"}""", c => As(c.CreateRichMenuAsync(Menu, Ct)),
            """{"size":{"width":2500,"height":843},"selected":false,"name":"member","chatBarText":"會員選單","areas":[{"bounds":{"x":0,"y":0,"width":2500,"height":843},"action":{"type":"uri","uri":"https://liff.line.me/1-a"}}]}""",
            new RichMenuIdResult { RichMenuId = "richmenu-1" }),
        new("POST /v2/bot/richmenu/validate", "{}", c => c.ValidateRichMenuAsync(Menu, Ct)),
        new("GET /v2/bot/richmenu/richmenu-1", """{"richMenuId":"richmenu-1","size":{"width":2500,"height":843},"selected":true,"name":"n","chatBarText":"b","areas":[]}""", c => As(c.GetRichMenuAsync("richmenu-1", Ct))),
        new("GET /v2/bot/richmenu/list", """{"richmenus":[]}""", c => As(c.ListRichMenusAsync(Ct))),
        new("DELETE /v2/bot/richmenu/richmenu-1", "{}", c => c.DeleteRichMenuAsync("richmenu-1", Ct)),
        new("POST /v2/bot/user/all/richmenu/richmenu-1", "{}", c => c.SetDefaultRichMenuAsync("richmenu-1", Ct), ""),
        new("GET /v2/bot/user/all/richmenu", """{"richMenuId":"richmenu-1"}""", c => As(c.GetDefaultRichMenuIdAsync(Ct)), null, new RichMenuIdResult { RichMenuId = "richmenu-1" }),
        new("DELETE /v2/bot/user/all/richmenu", "{}", c => c.ClearDefaultRichMenuAsync(Ct)),
        new($"POST /v2/bot/user/{User}/richmenu/richmenu-1", "{}", c => c.LinkRichMenuAsync(User, "richmenu-1", Ct), ""),
        new($"DELETE /v2/bot/user/{User}/richmenu", "{}", c => c.UnlinkRichMenuAsync(User, Ct)),
        new($"GET /v2/bot/user/{User}/richmenu", """{"richMenuId":"richmenu-1"}""", c => As(c.GetUserRichMenuIdAsync(User, Ct)), null, new RichMenuIdResult { RichMenuId = "richmenu-1" }),
        new("POST /v2/bot/richmenu/bulk/link", "{}", c => c.LinkRichMenusAsync("richmenu-1", ["U1", "U2"], Ct), """{"richMenuId":"richmenu-1","userIds":["U1","U2"]}"""),
        new("POST /v2/bot/richmenu/bulk/unlink", "{}", c => c.UnlinkRichMenusAsync(["U1"], Ct), """{"userIds":["U1"]}"""),
        new("POST /v2/bot/richmenu/alias", "{}", c => c.CreateRichMenuAliasAsync("a", "richmenu-1", Ct), """{"richMenuAliasId":"a","richMenuId":"richmenu-1"}"""),
        new("POST /v2/bot/richmenu/alias/a", "{}", c => c.UpdateRichMenuAliasAsync("a", "richmenu-2", Ct), """{"richMenuId":"richmenu-2"}"""),
        new("DELETE /v2/bot/richmenu/alias/a", "{}", c => c.DeleteRichMenuAliasAsync("a", Ct)),
        new("GET /v2/bot/richmenu/alias/a", """{"richMenuAliasId":"a","richMenuId":"richmenu-1"}""", c => As(c.GetRichMenuAliasAsync("a", Ct)), null, new RichMenuAliasResult { RichMenuAliasId = "a", RichMenuId = "richmenu-1" }),
        new("GET /v2/bot/richmenu/alias/list", """{"aliases":[{"richMenuAliasId":"a","richMenuId":"richmenu-1"}]}""", c => As(c.ListRichMenuAliasesAsync(Ct))),
    ];

    public static TheoryData<string> Rows => [.. All.Select(c => c.Request)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_method_is_one_call_with_LINEs_path_body_and_answer(string row)
    {
        var call = All.Single(c => c.Request == row);
        await using var line = await LineStub.StartAsync();
        line.Answers(200, call.Answer);

        var result = await call.Make(line.Client());

        Assert.Equal(call.Request, $"{line.Only.Method} {line.Only.PathAndQuery}");
        Assert.Equal("Bearer long-lived", line.Only.Header("Authorization"));
        Assert.Equal(LineStub.RequestId, result.RequestId);
        if (call.Body is not null)
        {
            Assert.Equal(call.Body, line.Only.Text);
        }

        if (call.Expected is LineResult expected)
        {
            Assert.Equal(expected with { RequestId = LineStub.RequestId }, result);
        }
    }

    [Fact]
    public async Task Lists_are_read_whole()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"userIds":["U1","U2"],"next":"n"}""");
        var page = await line.Client().GetFollowerIdsAsync(ct: Ct);
        Assert.Equal(["U1", "U2"], page.UserIds);
        Assert.Equal("n", page.Next);

        line.Answers(200, """{"richmenus":[{"richMenuId":"richmenu-1","size":{"width":2500,"height":843},"selected":true,"name":"n","chatBarText":"b","areas":[{"bounds":{"x":0,"y":1,"width":2,"height":3},"action":{"type":"teleport","to":"moon"}}]}]}""");
        var menu = Assert.Single((await line.Client().ListRichMenusAsync(Ct)).RichMenus);
        Assert.Equal(("richmenu-1", new RichMenuSize(2500, 843), true), (menu.RichMenuId, menu.Size, menu.Selected));
        Assert.Equal(new RichMenuBounds(0, 1, 2, 3), menu.Areas[0].Bounds);
        Assert.Equal("moon", Assert.IsType<RawAction>(menu.Areas[0].Action).Json.GetProperty("to").GetString());

        line.Answers(200, """{"aliases":[{"richMenuAliasId":"a","richMenuId":"richmenu-1"}]}""");
        Assert.Equal("a", Assert.Single((await line.Client().ListRichMenuAliasesAsync(Ct)).Aliases).RichMenuAliasId);
    }

    [Fact]
    public async Task An_answer_without_a_required_property_is_unreadable_and_not_half_empty()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"userId":"U1"}""");
        var e = await Assert.ThrowsAsync<LineApiException>(() => line.Client().GetProfileAsync("U1", Ct));
        Assert.Equal(LineErrorKind.UnreadableAnswer, e.Kind);
    }

    [Fact]
    public async Task Images_go_to_the_data_host_as_bytes()
    {
        await using var api = await LineStub.StartAsync();
        await using var data = await LineStub.StartAsync();
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0, 0xFF];
        await api.Client(api.Options with { DataApiBaseUrl = data.Url }).UploadRichMenuImageAsync("richmenu-1", png, "image/png", Ct);
        Assert.Empty(api.Requests);
        Assert.Equal(("POST", "/v2/bot/richmenu/richmenu-1/content", "image/png"), (data.Only.Method, data.Only.PathAndQuery, data.Only.Header("Content-Type")));
        Assert.Equal(png, data.Only.Body);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("preview")]
    [InlineData("richmenu")]
    public async Task A_download_streams_with_type_and_length(string what)
    {
        await using var line = await LineStub.StartAsync();
        line.Answer = (context, _) =>
        {
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = 5;
            return context.Response.WriteAsync("bytes", Ct);
        };
        var client = line.Client();
        await using var content = await (what switch
        {
            "content" => client.GetMessageContentAsync("325708", Ct),
            "preview" => client.GetMessageContentPreviewAsync("325708", Ct),
            _ => client.DownloadRichMenuImageAsync("richmenu-1", Ct),
        });
        Assert.True(content.IsReady);
        Assert.Equal(("image/jpeg", 5L, LineStub.RequestId), (content.ContentType, content.Length, content.RequestId));
        using var reader = new StreamReader(content.Stream, Encoding.UTF8);
        Assert.Equal("bytes", await reader.ReadToEndAsync(Ct));
        Assert.Equal(
            what switch { "content" => "/v2/bot/message/325708/content", "preview" => "/v2/bot/message/325708/content/preview", _ => "/v2/bot/richmenu/richmenu-1/content" },
            line.Only.PathAndQuery);
    }

    [Fact]
    public async Task Content_that_LINE_still_prepares_is_not_ready()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(202, "{}");
        await using var content = await line.Client().GetMessageContentAsync("325708", Ct);
        Assert.False(content.IsReady);
        Assert.Null(content.Stream);
    }

    [Theory]
    [InlineData(404, LineErrorKind.NotFound)]
    [InlineData(410, LineErrorKind.Gone)]
    public async Task Content_that_is_gone_is_an_error(int status, LineErrorKind kind)
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(status, """{"message":"Not found"}""");
        var e = await Assert.ThrowsAsync<LineApiException>(() => line.Client().GetMessageContentAsync("325708", Ct));
        Assert.Equal((kind, "Not found"), (e.Kind, e.LineMessage));
    }
}
