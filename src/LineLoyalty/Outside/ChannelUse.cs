using System.Text.Json.Serialization;

namespace LineLoyalty.Outside;

/// <summary>How much one channel was, or would be, used.</summary>
/// <param name="People">Different members.</param>
/// <param name="Milli">Thousandths of NT$: a message may cost less than a dollar.</param>
public readonly record struct ChannelUse(int Messages, int People, [property: JsonIgnore] long Milli)
{
    /// <summary>NT$, rounded up.</summary>
    public long Cost => (Milli + 999) / 1000;
}

/// <summary>What a message costs. Companies charge an SMS by its parts.</summary>
public static class MessagePrice
{
    /// <summary>70 characters are one SMS, of more each part takes 67; of plain Latin ones 160 and 153.</summary>
    public static int Parts(OutsideChannel channel, string text)
    {
        if (channel != OutsideChannel.Sms || text.Length == 0) return 1;
        var plain = text.All(char.IsAscii);
        var length = plain ? text.Length + text.Count(c => "[]{}\\^~|".Contains(c, StringComparison.Ordinal)) : text.Length;
        var (one, each) = plain ? (160, 153) : (70, 67);
        return length <= one ? 1 : (length + each - 1) / each;
    }

    /// <summary>Thousandths of NT$.</summary>
    public static long Milli(IOutsideSender sender, string text) => (long)Math.Round(sender.Price * 1000 * Parts(sender.Channel, text));
}
