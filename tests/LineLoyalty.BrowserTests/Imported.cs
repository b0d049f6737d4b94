using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.BrowserTests;

internal static class Imported
{
    /// <summary>A member from the old till: known by phone, never seen on LINE.</summary>
    public static Task<Member> MemberAsync(TestApp app, string name, string phone) => app.InScopeAsync(async services =>
    {
        _ = PhoneNumber.TryParse(phone, out var canonical);
        var outcome = await services.GetRequiredService<RegisterMember>().ExecuteAsync(new NewMember(name, canonical) { Source = "import" }, CancellationToken.None);
        return outcome.Succeeded(out var member, out var refusal) ? member : throw new InvalidOperationException(refusal.Code);
    });
}
