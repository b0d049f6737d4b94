using System.Text;
using Line.Specification;

namespace Line.Messaging.Tests.Specification;

/// <summary>The judge itself: it must pass what LINE documents and refuse what differs in one point.</summary>
public sealed class SpecificationTests
{
    private static LineSpecification Line => LineSpecification.Shared;

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        // file, schema, document, path of the problem expected
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[{"type":"text","text":"a"}],"notificationDisable":true}""", "$.notificationDisable" },
        { "messaging-api", "PushMessageRequest", """{"messages":[{"type":"text","text":"a"}]}""", "$.to" },
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[]}""", "$.messages" },
        { "messaging-api", "PushMessageRequest", """{"to":1,"messages":[{"type":"text","text":"a"}]}""", "$.to" },
        { "messaging-api", "PushMessageRequest", """{"to":null,"messages":[{"type":"text","text":"a"}]}""", "$.to" },
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[{"type":"txt","text":"a"}]}""", "$.messages[0].type" },
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[{"text":"a"}]}""", "$.messages[0].type" },
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[{"type":"text","Text":"a"}]}""", "$.messages[0].Text" },
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[{"type":"text","text":"a","quickReply":{"items":[{"type":"action","action":{"type":"uri","label":"l","uri":"https://a","url":"b"}}]}}]}""", "$.messages[0].quickReply.items[0].action.url" },
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[{"type":"flex","altText":"a","contents":{"type":"bubble","body":{"type":"box","layout":"up","contents":[]}}}]}""", "$.messages[0].contents.body.layout" },
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[{"type":"flex","altText":"a","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"text","text":"a","wrap":"true"}]}}}]}""", "$.messages[0].contents.body.contents[0].wrap" },
        { "messaging-api", "PushMessageRequest", """{"to":"U1","messages":[{"type":"text","text":"a"},{"type":"text","text":"a"},{"type":"text","text":"a"},{"type":"text","text":"a"},{"type":"text","text":"a"},{"type":"text","text":"a"}]}""", "$.messages" },
        { "messaging-api", "MulticastRequest", """{"to":["U1"],"messages":[{"type":"text","text":"a"}],"customAggregationUnits":["a b"]}""", "$.customAggregationUnits[0]" },
        { "messaging-api", "TextMessageV2", """{"type":"textV2","text":"{a}","substitution":{"a":{"type":"emoji","productID":"1"}}}""", "$.substitution.a.productID" },
        { "messaging-api", "ImageMessage", """{"type":"image","originalContentUrl":"not a uri","previewImageUrl":"https://a"}""", "$.originalContentUrl" },
        { "messaging-api", "RichMenuRequest", """{"size":{"width":"2500","height":843}}""", "$.size.width" },
        { "messaging-api", "RichMenuRequest", """{"size":{"width":2500.5,"height":843}}""", "$.size.width" },
        { "messaging-api", "RichMenuRequest", """{"selected":"no"}""", "$.selected" },
        { "messaging-api", "CreateRichMenuAliasRequest", """{"richMenuAliasId":"A!","richMenuId":"r"}""", "$.richMenuAliasId" },
        { "messaging-api", "CreateRichMenuAliasRequest", """{"richMenuAliasId":"a","richMenuId":"r","richMenuId":"s"}""", "$.richMenuId" },
        { "messaging-api", "ShowLoadingAnimationRequest", """{"chatId":"U1","loadingSeconds":99}""", "$.loadingSeconds" },
        { "manage-audience", "CreateAudienceGroupRequest", """{"audiences":{"id":"U1"}}""", "$.audiences" },
        { "webhook", "CallbackRequest", """{"destination":"U8e742f61d673b39c7fff3cecb7536ef","events":[]}""", "$.destination" },
        { "webhook", "CallbackRequest", """{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[{"type":"unfollow","timestamp":1,"mode":"asleep","webhookEventId":"1","deliveryContext":{"isRedelivery":false}}]}""", "$.events[0].mode" },
        { "webhook", "CallbackRequest", """{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[{"type":"unfollow","timestamp":1,"mode":"active","webhookEventId":"1"}]}""", "$.events[0].deliveryContext" },
        { "webhook", "CallbackRequest", """{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[{"type":"unfollow","timestamp":"1","mode":"active","webhookEventId":"1","deliveryContext":{"isRedelivery":false},"source":{"type":"planet"}}]}""", "$.events[0].source.type" },
        { "line-login", "IdTokenPayload", """{"iss":"https://evil.example","sub":"U4af4980629000000000000000000beef","aud":"1","exp":1,"iat":1}""", "$.iss" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_document_that_differs_is_refused_at_its_place(string file, string schema, string document, string path)
    {
        var problems = Line.Check(file, schema, Encoding.UTF8.GetBytes(document));
        Assert.Contains(problems, problem => problem.Path == path);
    }

    [Fact]
    public void A_schema_that_does_not_exist_is_a_mistake_of_the_test() => Assert.Throws<ArgumentException>(() => Line.Check("webhook", "Nothing", "{}"u8.ToArray()));

    [Fact]
    public void Text_that_is_not_JSON_is_refused() => Assert.Single(Line.Check("webhook", "CallbackRequest", "{"u8.ToArray()));

    [Theory]
    [InlineData("TextMessage", """{"type":"text","text":"a","emojis":[{"index":0,"productId":"p","emojiId":"e"}],"sender":{"name":"n","iconUrl":"https://a/b.png"}}""")]
    [InlineData("TextMessageV2", """{"type":"textV2","text":"{a} {b}","substitution":{"a":{"type":"mention","mentionee":{"type":"all"}},"b":{"type":"emoji","productId":"p","emojiId":"e"}}}""")]
    public void A_good_message_passes(string schema, string document) =>
        Assert.Empty(Line.Check("messaging-api", schema, Encoding.UTF8.GetBytes(document)));

    [Fact]
    public void Null_is_refused_where_the_file_does_not_allow_it() =>
        Assert.Equal(
            "$.quickReply.items[0].imageUrl",
            Assert.Single(Line.Check("messaging-api", "TextMessage", """{"type":"text","text":"a","quickReply":{"items":[{"type":"action","imageUrl":null,"action":{"type":"message","label":"l","text":"t"}}]}}"""u8.ToArray())).Path);

    // What LINE shows must pass; a property only its examples have is an entry of beyond.yml.
    [Fact]
    public void The_examples_inside_LINEs_files_pass()
    {
        var problems = Line.Operations
            .SelectMany(operation => operation.Examples.SelectMany(example => operation.CheckResponse(example).Select(problem => $"{operation.Id} {example.Status} {problem}")))
            .ToArray();
        Assert.True(problems.Length == 0, string.Join("\n", problems));
        Assert.True(Line.Operations.Sum(operation => operation.Examples.Count) > 40);
    }

    public static TheoryData<string> WebhookSamples => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Webhooks", "Samples")).Select(f => Path.GetFileName(f)!)];

    // LINE's page shows a follow event without its detail; the file requires it (line-platform.md 1.3).
    private static readonly string[] DocumentedOtherwise = ["follow-without-detail.json"];

    [Theory]
    [MemberData(nameof(WebhookSamples))]
    public void The_sample_webhooks_are_LINEs(string name)
    {
        var problems = Line.CheckWebhook(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Webhooks", "Samples", name)));
        Assert.Equal(DocumentedOtherwise.Contains(name) ? 1 : 0, problems.Count);
    }

    [Fact]
    public void Operations_are_found_by_method_and_path_literal_before_template()
    {
        Assert.Equal("getRichMenuList", Assert.Single(Line.Find("GET", "/v2/bot/richmenu/list")).Id);
        Assert.Equal("getRichMenu", Assert.Single(Line.Find("get", "/v2/bot/richmenu/richmenu-1?x=y")).Id);
        Assert.Equal("api-data.line.me", Assert.Single(Line.Find("GET", "/v2/bot/message/1/content")).Host);
        Assert.Empty(Line.Find("GET", "/v2/bot/message/1/content", "api.line.me"));
        Assert.Empty(Line.Find("DELETE", "/v2/bot/profile/U1"));
        Assert.Equal(["issueChannelTokenByJWT", "issueUserAccessToken"], Line.Find("POST", "/oauth2/v2.1/token").Select(o => o.Id).Order());
    }

    private static string[] Request(string operation, string pathAndQuery, string? type = null, string body = "", params (string Name, string Value)[] headers) =>
        [.. Line.Get(operation).CheckRequest(new(pathAndQuery, [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))], type, Encoding.UTF8.GetBytes(body))).Select(p => p.Path)];

    [Fact]
    public void Requests_are_judged_whole()
    {
        const string push = """{"to":"U1","messages":[{"type":"text","text":"a"}]}""";
        const string path = "/v2/bot/message/push";
        Assert.Empty(Request("pushMessage", path, "application/json; charset=utf-8", push, ("x-line-retry-key", "123e4567-e89b-12d3-a456-426614174000")));
        Assert.Equal(["header:X-Line-Retry-Key"], Request("pushMessage", path, "application/json", push, ("X-Line-Retry-Key", "not-a-uuid")));
        Assert.Equal(["header:X-Line-Retry-Key"], Request("replyMessage", "/v2/bot/message/reply", "application/json", """{"replyToken":"r","messages":[{"type":"text","text":"a"}]}""", ("X-Line-Retry-Key", "123e4567-e89b-12d3-a456-426614174000")));
        Assert.Equal(["header:Content-Type"], Request("pushMessage", path, "text/plain", push));
        Assert.Equal(["$"], Request("pushMessage", path));
        Assert.Equal(["?start"], Request("getProfile", "/v2/bot/profile/U1?start=1"));
        Assert.Equal(["?date"], Request("getNumberOfSentReplyMessages", "/v2/bot/message/delivery/reply"));
        Assert.Equal(["?date"], Request("getNumberOfSentBroadcastMessages", "/v2/bot/message/delivery/broadcast?date=2026-01-01"));
        Assert.Empty(Request("getNumberOfSentReplyMessages", "/v2/bot/message/delivery/reply?date=20260101"));
        Assert.Equal(["?limit"], Request("getFollowers", "/v2/bot/followers/ids?limit=many"));
        Assert.Equal(["path:audienceGroupId"], Request("getAudienceData", "/v2/bot/audienceGroup/abc"));
        Assert.Equal(["$"], Request("getProfile", "/v2/bot/profile/U1", "application/json", "{}"));
    }

    [Fact]
    public void Forms_are_judged_and_a_choice_must_fit_one_way()
    {
        const string form = "application/x-www-form-urlencoded";
        Assert.Empty(Request("issueStatelessChannelToken", "/oauth2/v3/token", form, "grant_type=client_credentials&client_id=1&client_secret=s"));
        Assert.NotEmpty(Request("issueStatelessChannelToken", "/oauth2/v3/token", form, "grant_type=client_credentials&client_id=1"));
        Assert.NotEmpty(Request("issueStatelessChannelToken", "/oauth2/v3/token", form, "grant_type=client_credentials&client_id=1&client_secret=s&scope=x"));
        Assert.Equal(["$.access_token"], Request("verifyChannelToken", "/v2/oauth/verify", form, "access_token=a&access_token=b"));
        var multipart = "--b\r\nContent-Disposition: form-data; name=audienceGroupId\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=a.txt\r\n\r\nU1\r\n--b--\r\n";
        Assert.Equal(["$.audienceGroupId"], Request("addUserIdsToAudience", "/v2/bot/audienceGroup/upload/byFile", "multipart/form-data; boundary=\"b\"", multipart));
    }

    private static string[] Answer(string operation, int status, string body, string type = "application/json", params (string Name, string Value)[] headers) =>
        [.. Line.Get(operation).CheckResponse(new(status, type, Encoding.UTF8.GetBytes(body), [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))])).Select(p => p.Path)];

    [Fact]
    public void Answers_are_judged_by_status_headers_and_body()
    {
        var id = ("X-Line-Request-Id", "r");
        Assert.Empty(Answer("getMessageQuota", 200, """{"type":"none"}""", headers: id));
        Assert.Equal(["header:x-line-request-id"], Answer("getMessageQuota", 200, """{"type":"none"}"""));
        Assert.Equal(["$.type"], Answer("getMessageQuota", 200, """{"type":"some"}""", headers: id));
        Assert.Equal(["status"], Answer("getMessageQuota", 204, "", headers: id));
        Assert.Equal(["header:Content-Type"], Answer("getMessageQuota", 200, "{}", "text/html", id));
        Assert.Equal(["$.messages"], Answer("pushMessage", 400, """{"message":"no","messages":[]}""", headers: id));
        Assert.Equal(["header:x-line-accepted-request-id"], Answer("pushMessage", 409, """{"message":"The retry key is already accepted"}""", headers: id));
        Assert.Equal(["$"], Answer("leaveRoom", 200, """{"ok":true}""", headers: id));
        Assert.Equal(["$.message", "$.error"], Answer("issueStatelessChannelToken", 400, """{"message":"no"}""", headers: id));
        Assert.Empty(Answer("getProfile", 404, """{"message":"Not found"}""", headers: id));
        Assert.Empty(Answer("getProfile", 503, "<html>", "text/html", id));
    }

    [Fact]
    public async Task The_handler_judges_what_passes_through_it()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"displayName":"a","user":"U1"}""");
        using var judge = new SpecificationHandler(new SocketsHttpHandler()) { Ignore = uri => uri.AbsolutePath == "/health" };
        using var http = new HttpClient(judge) { BaseAddress = line.Url };
        foreach (var path in (string[])["v2/bot/profile/U1", "health", "v2/bot/nonsense"])
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        }

        Assert.Equal(["getProfile (GET /v2/bot/profile/{userId}) 200 $.user: is no property of UserProfileResponse", "getProfile (GET /v2/bot/profile/{userId}) 200 $.userId: is required", "GET /v2/bot/nonsense: no operation of LINE's"], judge.Problems);
        Assert.Equal(1, judge.Calls[("getProfile", 200)]);
    }
}
