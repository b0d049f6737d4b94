using System.Xml.Linq;
using Line.Specification;

namespace Line.Messaging.Tests.Specification;

/// <summary>What the documentation of a method says about LINE: the page, the rate.</summary>
public sealed class DocumentationTests
{
    private const string Fast = "2,000 per second";

    // https://developers.line.biz/en/reference/messaging-api/#rate-limits; everything else is 2,000 per second.
    private static readonly Dictionary<string, string[]> Rates = new()
    {
        ["60 per hour"] = ["narrowcast", "broadcast", "testWebhookEndpoint"],
        ["1,000 per minute"] = ["getWebhookEndpoint", "setWebhookEndpoint"],
        ["100 per hour"] = ["createRichMenu", "deleteRichMenu", "deleteRichMenuAlias", "getRichMenuBatchProgress"],
        ["3 per hour"] = ["richMenuBatch"],
        ["10 per second"] = ["getRichMenuList"],
        ["200 per second"] = ["multicast", "getMembershipList", "getMembershipSubscription", "getJoinedMembershipUsers", "listCoupon", "createCoupon", "getCouponDetail", "closeCoupon"],
        ["100 per second"] = ["showLoadingAnimation"],
        ["370 per second"] = ["issueChannelToken"],
    };

    // One operation, two sections of LINE's page.
    private static readonly Dictionary<string, string> OtherPages = new() { ["LineLoginClient.RefreshAsync"] = "https://developers.line.biz/en/reference/line-login/#refresh-access-token" };

    private static readonly Lazy<ILookup<string, XElement>> Members = new(() =>
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Line.Messaging.xml")).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith("M:", StringComparison.Ordinal))
            .ToLookup(member => string.Join('.', member.Attribute("name")!.Value.Split('(')[0].Split('.')[^2..])));

    private static string RateOf(Operation operation) => operation.File switch
    {
        "insight" => "60 per hour",
        "manage-audience" => "60 per minute",
        "liff" or "line-login" => "Rate undisclosed",
        _ => Rates.FirstOrDefault(rate => rate.Value.Contains(operation.Id)).Key ?? Fast,
    };

    [Fact]
    public async Task Every_method_names_LINEs_page_and_rate()
    {
        var problems = new List<string>();
        foreach (var (id, methods) in (await ClientProof.RunOnce()).Methods)
        {
            var operation = LineSpecification.Shared.Get(id);

            // The …Frozen forms refer to the method they are a form of; the sign-in page is no call.
            foreach (var method in methods.Where(m => !m.EndsWith("FrozenAsync", StringComparison.Ordinal) && operation.Id != "authorize"))
            {
                foreach (var member in Members.Value[method].DefaultIfEmpty(new XElement("member")))
                {
                    var page = member.Element("seealso")?.Attribute("href")?.Value;
                    if (page != OtherPages.GetValueOrDefault(method, operation.Reference!))
                    {
                        problems.Add($"{method}: {page} instead of {operation.Reference}");
                    }

                    if (member.Element("remarks")?.Value.Contains(RateOf(operation), StringComparison.Ordinal) is not true)
                    {
                        problems.Add($"{method}: the remarks lack '{RateOf(operation)}'");
                    }
                }
            }
        }

        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }

    [Fact]
    public void The_rates_name_operations_that_exist() =>
        Assert.Empty(Rates.Values.SelectMany(ids => ids).Except(LineSpecification.Shared.Operations.Select(operation => operation.Id)));
}
