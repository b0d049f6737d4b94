using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.BrowserTests;

/// <summary>People who are there before a test's story begins.</summary>
internal static class Imported
{
    /// <summary>A member from the old till: known by phone, never seen on LINE.</summary>
    public static Task<Member> MemberAsync(TestApp app, string name, string phone) => app.InScopeAsync(async services =>
    {
        _ = PhoneNumber.TryParse(phone, out var canonical);
        var outcome = await services.GetRequiredService<RegisterMember>().ExecuteAsync(new NewMember(name, canonical) { Source = "import" }, CancellationToken.None);
        return outcome.Succeeded(out var member, out var refusal) ? member : throw new InvalidOperationException(refusal.Code);
    });

    /// <summary>A member on LINE who wants marketing. Answers the LINE user id.</summary>
    public static async Task<string> FriendAsync(TestApp app, string name, string phone)
    {
        var person = await app.Line.NewPersonAsync(name);
        await app.Line.FollowAsync(person);
        await app.Line.HearsAsync(person, "加入會員就能享有");
        var member = await MemberAsync(app, name, phone);
        return await app.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<LoyaltyDb>();
            await using var unit = await db.BeginWriteAsync(CancellationToken.None);
            db.Attach(member).Entity.MarketingOptIn = true;
            var account = db.LineAccounts.Single(a => a.LineUserId == person);
            account.MemberId = member.Id;
            account.BoundAt = app.Clock.Now;
            await unit.CommitAsync(CancellationToken.None);
            return person;
        });
    }
}
