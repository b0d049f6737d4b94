using System.Net;
using System.Text.Json;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Pictures;
using LineLoyalty.Tests.Conversation.RichMenus;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Admin;

/// <summary>Pictures of coupons, rewards and draws: uploaded like those of messages, kept while anything shows them, and not for ever.</summary>
public sealed class PicturePagesTests
{
    private static readonly object Everyone = new { kind = "everyone" };
    private static readonly (string, string)[] Latte = [("Form.Code", "latte"), ("Form.Name", "拿鐵一杯"), ("Form.Points", "120"), ("Form.Gives", "coupon:birthday")];
    private static readonly (string, string)[] Draw =
    [
        ("Form.Code", "summer"), ("Form.Name", "夏日抽獎"), ("Form.OpensAt", "2026-03-20T10:00"), ("Form.ClosesAt", "2026-03-25T10:00"), ("Form.Free", "Once"),
        ("Form.Prizes[0].Name", "頭獎"), ("Form.Prizes[0].Count", "1"), ("Form.Prizes[0].Gives", "points"), ("Form.Prizes[0].Points", "100"),
    ];
    private static readonly (string, string)[] Ticket = [("Form.Code", "tea-50"), ("Form.Kind", "Amount"), ("Form.Value", "50"), ("Form.ValidDays", "30"), ("Form.Title", "茶折五十"), ("Form.Active", "true")];

    [Fact]
    public async Task A_coupon_a_reward_and_a_draw_show_the_picture_a_marketer_uploads()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        var url = await UploadAsync(browser, 1);
        foreach (var (page, form) in new[] { ("/admin/rewards/edit", Latte), ("/admin/draws/edit", Draw), ("/admin/coupons/edit", Ticket) })
        {
            Assert.Contains("data-picture data-name=\"Form.ImageUrl\"", await browser.ReadAsync(page), StringComparison.Ordinal);
            using var preview = await browser.SubmitAsync(page, page + "?handler=Preview", [.. form, ("Form.ImageUrl", url)]);
            Assert.Contains($"src=\"{url}\"", await preview.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            foreach (var (bad, said) in new[] { ("http://example.com/a.png", "https:// 開頭的網址"), ("/pictures/a.png", "https:// 開頭的網址"), ("/pictures/" + new string('0', 64) + ".png", "這張圖片已被清除，請重新上傳。") })
            {
                using var refused = await browser.SubmitAsync(page, page, [.. form, ("Form.ImageUrl", bad)]);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
                Assert.Contains(said, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
            }
            using var saved = await browser.SubmitAsync(page, page, [.. form, ("Form.ImageUrl", url)]);
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
            Assert.Contains($"value=\"{url}\"", await browser.ReadAsync($"{page}/{form[0].Item2}"), StringComparison.Ordinal);
        }
        Assert.Equal((url, url, url), await app.DbAsync(async db => (
            (await db.RewardItems.SingleAsync(i => i.Code == "latte")).ImageUrl!, (await db.Draws.SingleAsync(d => d.Code == "summer")).ImageUrl!, (await db.CouponDefinitions.SingleAsync(d => d.Code == "tea-50")).ImageUrl!)));
    }

    [Fact]
    public async Task LINE_is_told_where_to_fetch_an_uploaded_picture()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        var url = await UploadAsync(browser, 1);
        const string page = "/admin/line-coupons/new";
        (string, string)[] form = [("Form.Title", "汽水"), ("Form.Reward", "Free"), ("Form.Starts", "2026-03-11T00:00"), ("Form.Ends", "2026-04-10T23:59")];
        using var gone = await browser.SubmitAsync(page, page, [.. form, ("Form.ImageUrl", "/pictures/" + new string('0', 64) + ".png")]);
        Assert.Contains("這張圖片已被清除", WebUtility.HtmlDecode(await gone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        using var made = await browser.SubmitAsync(page, page, [.. form, ("Form.ImageUrl", url)]);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Contains($"href=\"{new Uri(app.Url, url)}\"", await browser.ReadAsync(made.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.True((await app.DbAsync(db => db.Pictures.SingleAsync())).Sent);
    }

    [Fact]
    public async Task Only_pictures_that_nothing_shows_and_nothing_has_sent_are_pruned()
    {
        await using var app = await TestApp.StartAsync();
        var friend = await BackOffice.FriendAsync(app, "0912000001", "陳一");
        using var browser = await BackOffice.SignedInAsync(app);
        var url = new string[12];
        for (var i = 0; i < url.Length; i++) url[i] = await KeepAsync((byte)i);
        foreach (var (i, page, form) in new[] { (0, "/admin/rewards/edit", Latte), (1, "/admin/draws/edit", Draw), (2, "/admin/coupons/edit", Ticket) })
        {
            using var saved = await browser.SubmitAsync(page, page, [.. form, ("Form.ImageUrl", url[i])]);
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        }
        object Shows(int i) => new { messages = new object[] { new { kind = "image", url = url[i] } } };
        await SaveAsync(browser, new { name = "草稿", content = Shows(3), audience = Everyone });
        await SaveAsync(browser, new
        {
            name = "兩版", content = new { messages = new[] { new { kind = "text", text = "甲" } } }, audience = Everyone,
            experiment = new { variants = new[] { Shows(4) }, testPercent = 20, hours = 3, by = "purchases", holdOutPercent = 0, attributionDays = 7 },
        });
        var bubble = JsonSerializer.Serialize(new { type = "flex", altText = "卡片", contents = new { type = "bubble", hero = new { type = "image", url = "https://brand.example" + url[5] } } }).Replace("/", "\\/", StringComparison.Ordinal);
        await SaveAsync(browser, new { name = "專家", content = new { messages = new object[] { new { kind = "json", json = bubble } } }, audience = Everyone });
        // A published step keeps its picture after the draft has another one.
        var id = (await JourneyAsync(browser, null, "Save", Journey(url[6], null))).GetProperty("id").GetInt64();
        await JourneyAsync(browser, id, "Publish", new { });
        await JourneyAsync(browser, id, "Save", Journey(url[7], id));
        // A test message is stored nowhere as content, but it stands in a chat.
        var account = await app.DbAsync(db => db.LineAccounts.Where(a => a.LineUserId == friend).Select(a => a.Id).SingleAsync());
        Assert.Null((await app.InScopeAsync(s => s.GetRequiredService<TestSend>().ExecuteAsync(CampaignContent.Parse(JsonSerializer.Serialize(Shows(8))), account, default))).Refusal);
        Task<int> PruneAsync() => app.InScopeAsync(s => s.GetRequiredService<PrunePictures>().ExecuteAsync(default));

        app.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(url[11], await KeepAsync(11));
        app.Clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromHours(1));
        Assert.Equal(0, await PruneAsync());
        app.Clock.Advance(TimeSpan.FromHours(2));
        await PruneAsync();
        await AssertLeftAsync(0, 1, 2, 3, 4, 5, 6, 7, 8, 11);

        // What was put in its place, or thrown away, is free again; choosing one counts like uploading it.
        await app.DbAsync(db => db.RewardItems.ExecuteUpdateAsync(s => s.SetProperty(i => i.ImageUrl, (string?)null)));
        Assert.True(await app.InScopeAsync(s => s.GetRequiredService<KeepPicture>().ChooseAsync(url[11], default)));
        app.Clock.Advance(PrunePictures.KeptFor - TimeSpan.FromHours(1));
        await PruneAsync();
        await AssertLeftAsync(1, 2, 3, 4, 5, 6, 7, 8, 11);
        app.Clock.Advance(TimeSpan.FromHours(2));
        await PruneAsync();
        await AssertLeftAsync(1, 2, 3, 4, 5, 6, 7, 8);
        Assert.Equal(0, await PruneAsync());

        async Task<string> KeepAsync(byte shade) => (await app.InScopeAsync(s => s.GetRequiredService<KeepPicture>().ExecuteAsync(Menus.Png(40, 30, shade), default))).Value!.Url;

        async Task AssertLeftAsync(params int[] expected)
        {
            var left = await app.DbAsync(db => db.Pictures.Select(p => p.Hash).ToListAsync());
            Assert.Equal(expected, Enumerable.Range(0, url.Length).Where(i => left.Contains(url[i][10..74])));
        }
    }

    private static object Journey(string url, long? id) => new
    {
        id, name = "歡迎", definition = new
        {
            trigger = new { type = "event", on = new { type = "bind" } }, start = "a", entry = new { rampPerDay = 0 }, ends = Array.Empty<object>(), rank = "other",
            nodes = new object[] { new { type = "message", id = "a", content = new { messages = new object[] { new { kind = "image", url } } } } },
        },
    };

    private static async Task<string> UploadAsync(BackOffice browser, byte shade)
    {
        using var answer = await browser.UploadPictureAsync(Menus.Png(40, 30, shade));
        return (await AnswerAsync(answer)).GetProperty("url").GetString()!;
    }

    private static async Task SaveAsync(BackOffice browser, object push)
    {
        using var answer = await browser.AskAsync("Save", push);
        await AnswerAsync(answer);
    }

    private static async Task<JsonElement> JourneyAsync(BackOffice browser, long? id, string handler, object body)
    {
        using var answer = await browser.AskPageAsync(id is null ? "/admin/journeys/edit" : $"/admin/journeys/edit/{id}", handler, body);
        return await AnswerAsync(answer);
    }

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
