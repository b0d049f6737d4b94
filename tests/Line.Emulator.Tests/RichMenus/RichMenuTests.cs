using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Line.Emulator.Tests.RichMenus;

public sealed class RichMenuTests
{
    private static object Definition(int width = 2500, int height = 843, string chatBarText = "選單", int areas = 1) => new
    {
        size = new { width, height },
        selected = true,
        name = "menu",
        chatBarText,
        areas = Enumerable.Repeat(new { bounds = new { x = 0, y = 0, width = 100, height = 100 }, action = new { type = "message", text = "會員卡" } }, areas),
    };

    /// <summary>The first bytes of a picture; nobody looks further.</summary>
    internal static ByteArrayContent Picture(int width, int height, string type = "image/png", int bytes = 2000)
    {
        var data = new byte[bytes];
        if (type == "image/jpeg")
        {
            // APP0, then the frame header.
            byte[] head = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width];
            head.CopyTo(data, 0);
        }
        else
        {
            byte[] head = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
            head.CopyTo(data, 0);
            BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(16), width);
            BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(20), height);
        }

        return new ByteArrayContent(data) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
    }

    private static async Task<string> CreateAsync(TestPlatform line, object? definition = null)
    {
        using var answer = await line.PostAsync("/v2/bot/richmenu", definition ?? Definition());
        return (await answer.JsonAsync()).GetProperty("richMenuId").GetString()!;
    }

    internal static async Task<string> MenuAsync(TestPlatform line)
    {
        var id = await CreateAsync(line);
        using var uploaded = await line.PostAsync($"/v2/bot/richmenu/{id}/content", Picture(2500, 843));
        Assert.Equal("{}", await uploaded.TextAsync());
        return id;
    }

    private static async Task<string?> ShownAsync(TestPlatform line, string user) =>
        (await line.ControlJsonAsync($"/users/{user}/chat")).GetProperty("richMenu") is { ValueKind: JsonValueKind.Object } menu ? menu.GetProperty("richMenuId").GetString() : null;

    [Fact]
    public async Task A_persons_own_menu_comes_before_everybodys()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.FriendAsync();
        var (common, own) = (await MenuAsync(line), await MenuAsync(line));
        Assert.Null(await ShownAsync(line, user));

        (await line.PostAsync($"/v2/bot/user/all/richmenu/{common}")).Dispose();
        Assert.Equal(common, await ShownAsync(line, user));
        using var none = await line.GetAsync($"/v2/bot/user/{user}/richmenu");
        Assert.Equal("the user has no richmenu", await none.MessageAsync());

        (await line.PostAsync($"/v2/bot/user/{user}/richmenu/{own}")).Dispose();
        Assert.Equal(own, await ShownAsync(line, user));
        (await line.CallAsync(HttpMethod.Delete, $"/v2/bot/user/{user}/richmenu")).Dispose();
        Assert.Equal(common, await ShownAsync(line, user));
        (await line.CallAsync(HttpMethod.Delete, "/v2/bot/user/all/richmenu")).Dispose();
        Assert.Null(await ShownAsync(line, user));
    }

    [Fact]
    public async Task Linking_needs_the_picture_and_works_for_friends_only()
    {
        await using var line = await TestPlatform.StartAsync();
        var (friend, stranger) = (await line.FriendAsync(), await line.PersonAsync());
        var bare = await CreateAsync(line);
        var whole = await MenuAsync(line);

        using var early = await line.PostAsync($"/v2/bot/user/{friend}/richmenu/{bare}");
        using var earlyDefault = await line.PostAsync($"/v2/bot/user/all/richmenu/{bare}");
        using var unknown = await line.PostAsync($"/v2/bot/user/{friend}/richmenu/richmenu-x");
        using var toStranger = await line.PostAsync($"/v2/bot/user/{stranger}/richmenu/{whole}");

        Assert.Equal(HttpStatusCode.BadRequest, early.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, earlyDefault.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.OK, toStranger.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await line.GetAsync($"/v2/bot/user/{stranger}/richmenu")).StatusCode);
    }

    [Theory]
    [InlineData(800, 250, "image/png", 2000, 200)]
    [InlineData(2500, 1686, "image/jpeg", 2000, 200)]
    [InlineData(799, 250, "image/png", 2000, 400)]
    [InlineData(2501, 843, "image/png", 2000, 400)]
    [InlineData(800, 249, "image/png", 2000, 400)]
    [InlineData(1200, 1200, "image/jpeg", 2000, 400)]
    [InlineData(2500, 843, "image/png", 1024 * 1024 + 1, 400)]
    [InlineData(2500, 843, "image/gif", 2000, 415)]
    public async Task Pictures_have_lines_size_and_kind(int width, int height, string type, int bytes, int status)
    {
        await using var line = await TestPlatform.StartAsync();
        var id = await CreateAsync(line);
        using var answer = await line.PostAsync($"/v2/bot/richmenu/{id}/content", Picture(width, height, type, bytes));
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    [Fact]
    public async Task A_picture_is_given_once_and_served_as_it_came()
    {
        await using var line = await TestPlatform.StartAsync();
        var id = await MenuAsync(line);

        using var second = await line.PostAsync($"/v2/bot/richmenu/{id}/content", Picture(2500, 843));
        using var unknown = await line.PostAsync("/v2/bot/richmenu/richmenu-x/content", Picture(2500, 843));
        using var served = await line.Http.GetAsync($"/emulator/richmenus/{id}/image", TestContext.Current.CancellationToken);

        Assert.Equal("An image has already been uploaded to the richmenu", await second.MessageAsync());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("image/png", served.Content.Headers.ContentType!.MediaType);
        Assert.Equal(await Picture(2500, 843).ReadAsByteArrayAsync(TestContext.Current.CancellationToken), await served.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_definition_out_of_its_limits_is_told_where()
    {
        await using var line = await TestPlatform.StartAsync();
        async Task<string[]> Complaints(object definition)
        {
            using var answer = await line.PostAsync("/v2/bot/richmenu/validate", definition);
            return answer.StatusCode == HttpStatusCode.OK ? [] : await answer.DetailsAsync();
        }

        Assert.Empty(await Complaints(Definition(areas: 20, chatBarText: new string('字', 14))));
        Assert.Equal(["areas: Size must be between 0 and 20"], await Complaints(Definition(areas: 21)));
        Assert.Equal(["chatBarText: Length must be between 1 and 14"], await Complaints(Definition(chatBarText: new string('字', 15))));
        Assert.Equal(["size.width: Must be between 800 and 2500"], await Complaints(Definition(width: 2600)));
        Assert.Equal(["size: The aspect ratio (width / height) must be 1.45 or more"], await Complaints(Definition(width: 1000, height: 700)));
        Assert.Equal(["areas[0].bounds: Must be a rectangle inside the menu"], await Complaints(new
        {
            size = new { width = 2500, height = 843 }, selected = false, name = "m", chatBarText = "m",
            areas = new[] { new { bounds = new { x = 2450, y = 0, width = 100, height = 100 }, action = new { type = "richmenuswitch", richMenuAliasId = "b", data = "x" } } },
        }));
    }

    [Fact]
    public async Task Many_people_are_linked_and_unlinked_at_once()
    {
        await using var line = await TestPlatform.StartAsync();
        var menu = await MenuAsync(line);
        var people = new[] { await line.FriendAsync(), await line.FriendAsync() };

        using var linked = await line.PostAsync("/v2/bot/richmenu/bulk/link", new { richMenuId = menu, userIds = people });
        Assert.Equal(HttpStatusCode.Accepted, linked.StatusCode);
        Assert.Equal(menu, await ShownAsync(line, people[0]));
        Assert.Equal(menu, await ShownAsync(line, people[1]));
        using var unlinked = await line.PostAsync("/v2/bot/richmenu/bulk/unlink", new { userIds = people });
        Assert.Equal(HttpStatusCode.Accepted, unlinked.StatusCode);
        Assert.Null(await ShownAsync(line, people[0]));

        using var tooMany = await line.PostAsync("/v2/bot/richmenu/bulk/unlink", new { userIds = Enumerable.Repeat(people[0], 501) });
        Assert.Equal(["userIds: Size must be between 1 and 500"], await tooMany.DetailsAsync());
        using var malformed = await line.PostAsync("/v2/bot/richmenu/bulk/link", new { richMenuId = menu, userIds = new[] { "me" } });
        Assert.Equal("The property, 'userIds[0]', in the request body is invalid (line: -, column: -)", await malformed.MessageAsync());
    }

    [Fact]
    public async Task A_batch_replaces_one_menu_by_another()
    {
        await using var line = await TestPlatform.StartAsync();
        var (old, next) = (await MenuAsync(line), await MenuAsync(line));
        var user = await line.FriendAsync();
        (await line.PostAsync($"/v2/bot/user/{user}/richmenu/{old}")).Dispose();

        using var batch = await line.PostAsync("/v2/bot/richmenu/batch", new { operations = new[] { new { type = "link", from = old, to = next } } });
        using var progress = await line.GetAsync($"/v2/bot/richmenu/progress/batch?requestId={batch.Header("x-line-request-id")}");

        Assert.Equal(HttpStatusCode.Accepted, batch.StatusCode);
        Assert.Equal("succeeded", (await progress.JsonAsync()).GetProperty("phase").GetString());
        Assert.Equal(next, await ShownAsync(line, user));
    }

    [Fact]
    public async Task Aliases_are_named_once_and_switch_menus_on_the_phone()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.FriendAsync();
        var menu = await MenuAsync(line);

        (await line.PostAsync("/v2/bot/richmenu/alias", new { richMenuAliasId = "tab-b", richMenuId = menu })).Dispose();
        using var twice = await line.PostAsync("/v2/bot/richmenu/alias", new { richMenuAliasId = "tab-b", richMenuId = menu });
        using var shouting = await line.PostAsync("/v2/bot/richmenu/alias", new { richMenuAliasId = "TAB", richMenuId = menu });
        (await line.ControlAsync($"/users/{user}/actions", new { type = "richmenuswitch", richMenuAliasId = "tab-b", data = "to=b" })).Dispose();
        (await line.ControlAsync($"/users/{user}/actions", new { type = "richmenuswitch", richMenuAliasId = "tab-z", data = "to=z" })).Dispose();
        await bot.WaitForEventsAsync(3);

        Assert.Equal("conflict richmenu alias id", await twice.MessageAsync());
        Assert.Equal(HttpStatusCode.BadRequest, shouting.StatusCode);
        Assert.Equal(menu, await ShownAsync(line, user));
        Assert.Equal("""{"data":"to=b","params":{"newRichMenuAliasId":"tab-b","status":"SUCCESS"}}""", bot.Events[1].GetProperty("postback").GetRawText());
        Assert.Equal("""{"data":"to=z","params":{"status":"RICHMENU_ALIAS_ID_NOTFOUND"}}""", bot.Events[2].GetProperty("postback").GetRawText());
        Assert.Single((await (await line.GetAsync("/v2/bot/richmenu/alias/list")).JsonAsync()).GetProperty("aliases").EnumerateArray());
    }

    [Fact]
    public async Task A_hundred_menus_an_hour_can_be_made_and_deleted_ones_disappear()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.FriendAsync();
        var menu = await MenuAsync(line);
        (await line.PostAsync($"/v2/bot/user/{user}/richmenu/{menu}")).Dispose();
        (await line.CallAsync(HttpMethod.Delete, $"/v2/bot/richmenu/{menu}")).Dispose();
        for (var i = 1; i < 100; i++)
            await CreateAsync(line);
        using var late = await line.PostAsync("/v2/bot/richmenu", Definition());

        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.Null(await ShownAsync(line, user));
        Assert.Equal(HttpStatusCode.NotFound, (await line.GetAsync($"/v2/bot/richmenu/{menu}")).StatusCode);
        Assert.Equal(99, (await (await line.GetAsync("/v2/bot/richmenu/list")).JsonAsync()).GetProperty("richmenus").GetArrayLength());
    }
}
