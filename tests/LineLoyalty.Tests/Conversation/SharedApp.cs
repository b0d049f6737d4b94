using LineLoyalty.Tests.TestHost;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

/// <summary>One running product for tests that only talk; nobody moves its clock.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    public TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
