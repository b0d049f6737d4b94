using System.Reflection;
using Line.Messaging.Liff;
using Line.Messaging.Login;
using Line.Messaging.Tokens;
using Line.Specification;

namespace Line.Messaging.Tests.Specification;

/// <summary>Every request this library can make is LINE's, and everything LINE offers has a method: found by making the calls, never by claim.</summary>
public sealed class CoverageTests
{
    private static readonly Type[] Clients = [typeof(LineMessagingClient), typeof(LiffAppsClient), typeof(LineLoginClient), typeof(ChannelTokenClient)];

    private static LineSpecification Line => LineSpecification.Shared;

    [Fact]
    public async Task Every_call_is_one_request_as_LINEs_files_want_it_and_its_answer_is_read_whole()
    {
        var proof = await ClientProof.RunOnce();
        Assert.True(proof.Problems.Count == 0, string.Join("\n", proof.Problems.Distinct().Take(60)));
    }

    [Fact]
    public async Task Every_operation_has_a_method()
    {
        var proof = await ClientProof.RunOnce();
        Assert.Empty(Line.Operations.Select(o => o.Id).Except(proof.Methods.Keys));
    }

    [Fact]
    public void Every_method_of_a_client_is_called()
    {
        var called = ClientCalls.All.Select(call => call.ToString()).ToHashSet();
        Assert.Empty(Clients
            .SelectMany(client => client.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => m.ReturnType.IsGenericType))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .Except(called));
    }

    [Fact]
    public async Task Every_property_and_query_parameter_LINE_takes_can_be_sent()
    {
        var proof = await ClientProof.RunOnce();
        var missing = Line.Operations
            .SelectMany(operation => operation.RequestSchema?.Reachable().SelectMany(schema => proof.Seen.Missing(schema).Select(name => $"{operation.Id}: {schema.Name}.{name}")) ?? [])
            .Concat(Line.Operations.SelectMany(operation => operation.QueryNames.Select(name => $"{operation.Id}?{name}")).Except(proof.QuerySeen))
            .ToArray();
        Assert.True(missing.Length == 0, string.Join("\n", missing));
    }

    [Fact]
    public void Every_method_takes_a_cancellation_token_last()
    {
        Assert.Empty(Clients
            .SelectMany(client => client.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => m.ReturnType.IsGenericType))
            .Where(method => method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(method => method.Name));
    }

    [Fact]
    public void The_samples_pass_the_librarys_own_check()
    {
        Assert.Empty(ClientCalls.Menu.Validate());
        Assert.Empty(ClientCalls.Batch.Validate());
        Assert.Empty(ClientCalls.Narrow.Validate());
        Assert.All(ClientCalls.Coupons, coupon => Assert.Empty(coupon.Validate()));
    }
}
