using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Messaging.Coupons;
using Line.Messaging.Flex;
using Line.Messaging.Json;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;
using Line.Messaging.Webhooks;
using Line.Specification;

namespace Line.Messaging.Tests.Specification;

/// <summary>Every kind of event, message, action, component … of LINE's files has a record that keeps every property of it.</summary>
public sealed class KindTests
{
    // Enough to see each kind inside with each other.
    private const int Rounds = 60;

    private static LineSpecification Line => LineSpecification.Shared;

    /// <summary>The record family behind each schema that has several kinds.</summary>
    internal static readonly IReadOnlyDictionary<string, Type> Families = new Dictionary<string, Type>
    {
        ["webhook/Event"] = typeof(WebhookEvent),
        ["webhook/Source"] = typeof(EventSource),
        ["webhook/MessageContent"] = typeof(MessageContent),
        ["webhook/Mentionee"] = typeof(Mentionee),
        ["webhook/MembershipContent"] = typeof(MembershipContent),
        ["webhook/ModuleContent"] = typeof(ModuleContent),
        ["messaging-api/Message"] = typeof(Message),
        ["messaging-api/Action"] = typeof(LineAction),
        ["messaging-api/Template"] = typeof(Template),
        ["messaging-api/ImagemapAction"] = typeof(ImagemapAction),
        ["messaging-api/FlexContainer"] = typeof(FlexContainer),
        ["messaging-api/FlexComponent"] = typeof(FlexComponent),
        ["messaging-api/FlexBoxBackground"] = typeof(FlexLinearGradient),
        ["messaging-api/SubstitutionObject"] = typeof(TextSubstitution),
        ["messaging-api/MentionTarget"] = typeof(TextMentionee),
        ["messaging-api/Recipient"] = typeof(NarrowcastRecipient),
        ["messaging-api/DemographicFilter"] = typeof(DemographicFilter),
        ["messaging-api/RichMenuBatchOperation"] = typeof(RichMenuOperation),
        ["messaging-api/AcquisitionConditionRequest"] = typeof(CouponAcquisition),
        ["messaging-api/AcquisitionConditionResponse"] = typeof(CouponAcquisition),
        ["messaging-api/CouponRewardRequest"] = typeof(CouponReward),
        ["messaging-api/CouponRewardResponse"] = typeof(CouponReward),
        ["messaging-api/CashBackPriceInfoRequest"] = typeof(CouponPrice),
        ["messaging-api/CashBackPriceInfoResponse"] = typeof(CouponPrice),
        ["messaging-api/DiscountPriceInfoRequest"] = typeof(CouponPrice),
        ["messaging-api/DiscountPriceInfoResponse"] = typeof(CouponPrice),
    };

    // Families of one record with a type property: their kinds differ in one value only.
    private static readonly HashSet<Type> OneRecord =
        [typeof(Mentionee), typeof(MembershipContent), typeof(ModuleContent), typeof(FlexLinearGradient), typeof(TextSubstitution), typeof(TextMentionee)];

    public static TheoryData<string, string> Kinds =>
        [.. Line.Files.SelectMany(file => file.Discriminated.SelectMany(schema => schema.Mapping.Keys.Select(key => ($"{file.Name}/{schema.Name}", key))))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_is_read_into_its_own_record_and_written_back_whole(string family, string key)
    {
        Assert.True(Families.ContainsKey(family), $"{family} has no records");
        var record = RecordOf(family, key);
        Assert.False(record.Name.StartsWith("Raw", StringComparison.Ordinal), $"{key} of {family} has no record");
        Assert.True(OneRecord.Contains(record) || record != Families[family], $"{key} of {family} has no record");
        foreach (var sample in Samples(family, key))
        {
            Assert.Empty(JsonSubset.Missing(sample, JsonSerializer.SerializeToNode(Read(family, sample), LineJson.InfoOf(record))));
        }
    }

    internal static Type RecordOf(string family, string key) => Read(family, Samples(family, key).First()).GetType();

    private static IEnumerable<JsonNode> Samples(string family, string key)
    {
        var (file, schema) = (family.Split('/')[0], family.Split('/')[1]);
        var kind = Line.File(file).Schema(Line.File(file).Schema(schema).Mapping[key]);
        return Enumerable.Range(0, Rounds).Select(round => SchemaSample.Of(kind, round));
    }

    private static object Read(string family, JsonNode sample)
    {
        if (Families[family] != typeof(WebhookEvent))
        {
            return JsonSerializer.Deserialize(sample, LineJson.InfoOf(Families[family]))!;
        }

        var read = WebhookEvent.Parse(JsonSubset.Utf8(sample));
        Assert.Null(read.Problem);
        return read;
    }

    [Fact]
    public void The_samples_are_LINEs()
    {
        foreach (var file in Line.Files)
        {
            foreach (var schema in file.SchemaNames.Select(file.Schema))
            {
                for (var round = 0; round < Rounds; round++)
                {
                    var problems = Line.Check(file.Name, schema.Name!, JsonSubset.Utf8(SchemaSample.Of(schema, round)));
                    Assert.True(problems.Count == 0, $"{file.Name}/{schema.Name} {round}: {string.Join("; ", problems)}");
                }
            }
        }
    }
}
