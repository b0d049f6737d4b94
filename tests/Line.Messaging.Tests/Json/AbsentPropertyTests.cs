using System.Reflection;
using System.Text.Json;
using Line.Messaging.Json;
using Line.Messaging.Webhooks;

namespace Line.Messaging.Tests.Json;

public sealed class AbsentPropertyTests
{
    public static TheoryData<string> Records =>
    [
        .. typeof(LineJson).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(LineJson).Assembly == t.Assembly && !t.IsGenericType && LineJson.Context.GetTypeInfo(t) is not null)
            .Select(t => t.FullName!)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Records))]
    public void What_LINE_leaves_out_never_becomes_null_behind_a_promise_of_not_null(string record)
    {
        var type = typeof(LineJson).Assembly.GetType(record, throwOnError: true)!;
        object read;
        try
        {
            read = JsonSerializer.Deserialize("{}", LineJson.Context.GetTypeInfo(type)!)!;
        }
        catch (JsonException)
        {
            // Something in it is required: an answer without it is refused as a whole.
            return;
        }

        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties().Where(p => !p.PropertyType.IsValueType && p.GetIndexParameters().Length == 0))
        {
            if (nullability.Create(property).ReadState is NullabilityState.NotNull)
            {
                Assert.True(property.GetValue(read) is not null, $"{record}.{property.Name} is null");
            }
        }
    }

    [Theory]
    [InlineData("message")]
    [InlineData("postback")]
    [InlineData("memberJoined")]
    [InlineData("module")]
    public void An_event_without_its_contents_has_empty_ones(string type)
    {
        var read = WebhookEvent.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"type":"{{type}}"}"""));
        Assert.Null(read.Problem);
        Assert.False(read.IsRedelivery);
        Assert.Equal(("", ""), (read.WebhookEventId, read.Mode));
        switch (read)
        {
            case MessageEvent message:
                Assert.Equal("", message.Message.Id);
                break;
            case PostbackEvent postback:
                Assert.Equal("", postback.Postback.Data);
                break;
            case MemberJoinedEvent joined:
                Assert.Empty(joined.Joined.Members);
                break;
            case ModuleEvent module:
                Assert.Equal("", module.Module.BotId);
                break;
            default:
                Assert.Fail(read.GetType().Name);
                break;
        }
    }
}
