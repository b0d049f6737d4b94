using LineLoyalty.Data;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Membership;
using LineLoyalty.Server.Admin.Marketing;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class TagRuleTests : IAsyncLifetime
{
    private TestApp app = null!;
    private Till till = null!;
    private Member member = null!;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app, life: TimeSpan.FromDays(365));
        member = await till.NewMemberAsync();
    }

    public async ValueTask DisposeAsync()
    {
        till.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_buys_coffee_three_times_in_sixty_days_wears_the_tag_until_it_no_longer_fits()
    {
        var other = await till.NewMemberAsync();
        await SaveAsync(new TagRuleForm { Tag = "咖啡愛好者", Kind = "bought", Category = "咖啡", Times = 3, Days = 60 });
        for (var visit = 0; visit < 3; visit++)
        {
            Assert.Empty(await TagsAsync());
            await till.SellAsync(member, Till.Line("LATTE", 1, 120));
            await till.SellAsync(other, Till.Line("CAKE", 1, 90));
            await RunAsync(r => r.JustBoughtAsync(default));
        }

        Assert.Equal(["咖啡愛好者"], await TagsAsync());
        Assert.Empty(await TagsAsync(other));
        app.Clock.Advance(TimeSpan.FromDays(61));
        await RunAsync(r => r.NightlyAsync(default));
        Assert.Empty(await TagsAsync());
        Assert.Equal([MemberEvents.TagAdded, MemberEvents.TagRemoved], await app.DbAsync(db => db.MemberEvents.Where(e => e.MemberId == member.Id && e.Kind.StartsWith("member.tag")).OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync()));
    }

    [Fact]
    public async Task A_returned_cup_is_no_cup()
    {
        await SaveAsync(new TagRuleForm { Tag = "咖啡", Kind = "bought", Category = "咖啡", Times = 1, Days = 60 });
        var sold = await till.SellAsync(member, Till.Line("LATTE", 1, 120));
        await till.RefundAsync(sold);
        await RunAsync(r => r.NightlyAsync(default));
        Assert.Empty(await TagsAsync());
    }

    [Fact]
    public async Task Night_owls_big_spenders_and_those_about_to_lapse_each_have_their_tag()
    {
        var morning = await till.NewMemberAsync();
        await SaveAsync(new TagRuleForm { Tag = "晚間客", Kind = "hours", From = 17, Until = 24, Percent = 60, Times = 2, Days = 30 });
        await SaveAsync(new TagRuleForm { Tag = "大戶", Kind = "spent", Amount = 5000, Days = 30 });
        await SaveAsync(new TagRuleForm { Tag = "快流失", Kind = "away", Times = 2, Days = 20 });
        await till.SellForAsync(morning, 100);
        await till.SellForAsync(morning, 4999);
        app.Clock.Set(new DateTimeOffset(2026, 3, 10, 11, 0, 0, TimeSpan.Zero)); // seven in the evening in Taipei
        await till.SellForAsync(member, 2500);
        await till.SellForAsync(member, 2500);
        await RunAsync(r => r.NightlyAsync(default));
        Assert.Equal(["大戶", "晚間客"], (await TagsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(["大戶"], await TagsAsync(morning));
        app.Clock.Advance(TimeSpan.FromDays(22));
        await RunAsync(r => r.NightlyAsync(default));
        Assert.Contains("快流失", await TagsAsync());
    }

    [Fact]
    public async Task Night_goes_on_after_midnight()
    {
        var early = await till.NewMemberAsync();
        await SaveAsync(new TagRuleForm { Tag = "夜貓", Kind = "hours", From = 22, Until = 2, Percent = 100, Times = 2, Days = 30 });
        app.Clock.Set(new DateTimeOffset(2026, 3, 10, 15, 0, 0, TimeSpan.Zero)); // eleven at night in Taipei
        await till.SellForAsync(member, 100);
        await till.SellForAsync(early, 100);
        app.Clock.Set(new DateTimeOffset(2026, 3, 10, 17, 59, 0, TimeSpan.Zero)); // 01:59
        await till.SellForAsync(member, 100);
        app.Clock.Set(new DateTimeOffset(2026, 3, 10, 18, 0, 0, TimeSpan.Zero)); // 02:00
        await till.SellForAsync(early, 100);
        await RunAsync(r => r.NightlyAsync(default));
        Assert.Equal(["夜貓"], await TagsAsync());
        Assert.Empty(await TagsAsync(early));
        Assert.Contains("22:00 至翌日 2:00", new ComesAt(22, 2, 100, 2, 30).Words(english: false), StringComparison.Ordinal);
        Assert.Contains("until 2:00 the next day", new ComesAt(22, 2, 100, 2, 30).Words(english: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_leaves_what_staff_have_put_on()
    {
        await app.DbAsync(async db =>
        {
            db.MemberTags.Add(new MemberTag { MemberId = member.Id, Name = "大戶", AddedAt = app.Clock.Now, Source = "staff:1" });
            return await db.SaveChangesAsync();
        });
        await SaveAsync(new TagRuleForm { Tag = "大戶", Kind = "spent", Amount = 5000, Days = 30 });
        await RunAsync(r => r.NightlyAsync(default));
        Assert.Equal(["大戶"], await TagsAsync());
    }

    [Fact]
    public async Task A_list_is_looked_at_first_and_its_tags_end_by_themselves()
    {
        var phone = Till.NewPhone();
        var listed = await till.NewMemberAsync("名單上的人", phone);
        var text = $"手機,姓名\n{phone.Replace("+886", "0", StringComparison.Ordinal)},名單上的人\n{member.CardNumber}\n不是號碼\n0900000000\n\n";
        var looked = await ImportAsync(text, commit: false);
        Assert.Equal((2, 0), (looked.Members, looked.Had));
        Assert.Equal([(4, "unreadable"), (5, "not_found")], looked.Faults.Select(f => (f.Line, f.Reason)));
        Assert.Empty(await TagsAsync(listed));
        await ImportAsync(text, commit: true);
        Assert.Equal((0, 2), await ImportAsync(text, commit: true) is var again ? (again.Members, again.Had) : default);
        Assert.Equal(["展覽"], await TagsAsync(listed));
        app.Clock.Advance(TimeSpan.FromDays(8));
        await RunAsync(r => r.NightlyAsync(default));
        Assert.Empty(await TagsAsync(listed));
    }

    [Fact]
    public async Task What_is_out_of_range_is_refused_by_field()
    {
        var (problems, _) = await app.InScopeAsync(s => s.Get<SaveTagRule>().ExecuteAsync(new TagRuleForm { Tag = "", Kind = "bought", Times = 0, Days = 5000 }, null, 1, default));
        Assert.Equal(["Tag", "Category", "Times", "Days"], problems.Select(p => p.Field));
        (problems, _) = await app.InScopeAsync(s => s.Get<SaveTagRule>().ExecuteAsync(new TagRuleForm { Tag = "夜", Kind = "hours", From = 20, Until = 20, Percent = 0 }, null, 1, default));
        Assert.Equal(["From", "Percent"], problems.Select(p => p.Field));
    }

    private async Task SaveAsync(TagRuleForm form)
    {
        var (problems, _) = await app.InScopeAsync(s => s.Get<SaveTagRule>().ExecuteAsync(form, null, 1, default));
        Assert.Empty(problems);
    }

    private Task<TagImport> ImportAsync(string text, bool commit) => app.InScopeAsync(s => s.Get<ImportTags>().ExecuteAsync(text, "展覽", 7, "staff:1", commit, default));

    private Task<bool> RunAsync(Func<ApplyTagRules, Task> run) => app.InScopeAsync(async s =>
    {
        await run(s.Get<ApplyTagRules>());
        return true;
    });

    private Task<List<string>> TagsAsync(Member? of = null)
    {
        var id = (of ?? member).Id;
        return app.DbAsync(db => db.MemberTags.Where(t => t.MemberId == id).OrderBy(t => t.Name).Select(t => t.Name).ToListAsync());
    }
}
