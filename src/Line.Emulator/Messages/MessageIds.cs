using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Line.Emulator.Channels;

namespace Line.Emulator.Messages;

/// <summary>Message ids as LINE's look: long decimal numbers that grow with time.</summary>
internal sealed class MessageIds(EmulatorKeys keys)
{
    private readonly byte[] _key = keys.TokenKey;
    private long _last;

    public string Next(DateTime now)
    {
        var wanted = new DateTimeOffset(now).ToUnixTimeMilliseconds() * 350_000;
        long seen, next;
        do
        {
            seen = Interlocked.Read(ref _last);
            next = Math.Max(wanted, seen + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, seen) != seen);
        return next.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Names a message inside one chat; signed, so that it never expires and needs no list.</summary>
    public string QuoteToken(string messageId, string userId)
    {
        var mac = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"quote {messageId} {userId}"));
        return $"{messageId}_{Convert.ToHexStringLower(mac.AsSpan(0, 12))}";
    }

    /// <summary>Lets the bot mark a chat as read up to this message.</summary>
    public string ReadToken(string messageId) => QuoteToken(messageId, "read");

    public bool IsReadToken(string token) => IsQuoteToken(token, "read");

    public bool IsQuoteToken(string token, string userId)
    {
        var split = token.IndexOf('_', StringComparison.Ordinal);
        return split > 0 && QuoteToken(token[..split], userId) == token;
    }
}
