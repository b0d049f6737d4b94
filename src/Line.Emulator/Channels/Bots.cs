using System.Security.Cryptography;
using System.Text;
using Line.Emulator.Journal;
using Line.Emulator.Sending;
using Line.Emulator.Users;
using Line.Emulator.Webhooks;

namespace Line.Emulator.Channels;

/// <summary>One official account with everything it has, and what works for it in the background.</summary>
internal sealed class Bot(World world, JournalFile journal, WebhookSender sender, NarrowcastRunner narrowcasts) : IAsyncDisposable
{
    public World World => world;
    public WebhookSender Sender => sender;
    public NarrowcastRunner Narrowcasts => narrowcasts;

    public void Start()
    {
        sender.Start();
        narrowcasts.Start();
    }

    public async Task StopAsync()
    {
        await sender.StopAsync();
        await narrowcasts.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await sender.DisposeAsync();
        narrowcasts.Dispose();
        journal.Dispose();
    }
}

/// <summary>The accounts of this platform. The first one is meant wherever nothing says which.</summary>
internal sealed class Bots(IReadOnlyList<Bot> all)
{
    public IReadOnlyList<Bot> All => all;
    public Bot First => all[0];

    public Bot? OfChannel(string? id) =>
        string.IsNullOrEmpty(id) ? null : all.FirstOrDefault(b => b.World.Options.ChannelId == id || b.World.Options.LoginChannelId == id);

    public Bot? OfToken(string text, TokenMint mint) =>
        all.FirstOrDefault(b => b.World.Options.LongLivedToken == text) ?? OfChannel(mint.Open(text)?.Channel);

    /// <summary>The account whose channel has this secret.</summary>
    public Bot? WithSecret(string? channel, string? secret) => OfChannel(channel) is { } bot
        && secret == (channel == bot.World.Options.ChannelId ? bot.World.Options.ChannelSecret : bot.World.Options.LoginChannelSecret)
            ? bot
            : null;

    /// <summary>One person's id at a provider. At the first one it is the id the person was made with.</summary>
    public string IdAt(string provider, string personId) => provider == First.World.Options.Provider
        ? personId
        : "U" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider} {personId}")).AsSpan(0, 16));

    /// <summary>Makes a person known to every account; friendship is with the first one only.</summary>
    public Task Introduce(UserSaved person)
    {
        var kept = First.World.Record(person);
        foreach (var bot in all.Skip(1))
            _ = Introduce(bot, person);
        return Task.WhenAll(all.Skip(1).Select(b => b.World.WhenDurable()).Append(kept));
    }

    /// <summary>An account that was added later learns whom the platform knows.</summary>
    public void IntroduceAll()
    {
        foreach (var bot in all.Skip(1))
        {
            foreach (var user in First.World.Users.All)
                _ = Introduce(bot, user.Snapshot());
        }
    }

    private Task Introduce(Bot bot, UserSaved person)
    {
        var id = IdAt(bot.World.Options.Provider, person.UserId);
        lock (bot.World.Gate)
        {
            return bot.World.Users.Find(id) is null
                ? bot.World.Record(person with { UserId = id, Friend = false, Blocked = false })
                : Task.CompletedTask;
        }
    }
}

/// <summary>Whose call this is; chosen before the endpoint is asked.</summary>
internal sealed class CurrentBot
{
    public Bot Bot { get; set; } = null!;
}
