using System.Threading.Channels;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Accounts whose menu should be looked at now. When it is full, the regular look finds them.</summary>
public sealed class RichMenuSignal
{
    private readonly Channel<long> asked = Channel.CreateBounded<long>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask(long lineAccountId) => asked.Writer.TryWrite(lineAccountId);

    internal ChannelReader<long> Asked => asked.Reader;
}
