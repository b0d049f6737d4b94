using Line.Emulator.Audiences;
using Line.Emulator.Channels;
using Line.Emulator.Chats;
using Line.Emulator.Coupons;
using Line.Emulator.Groups;
using Line.Emulator.Insight;
using Line.Emulator.Journal;
using Line.Emulator.Liff;
using Line.Emulator.Memberships;
using Line.Emulator.RichMenus;
using Line.Emulator.Sending;
using Line.Emulator.Users;
using Line.Emulator.Webhooks;

namespace Line.Emulator;

/// <summary>Everything the emulated platform knows. Read and change it only while holding <see cref="Gate"/>.</summary>
internal sealed class World(EmulatorOptions options, TimeProvider clock, JournalFile journal)
{
    private long _seq;

    public readonly Lock Gate = new();

    public EmulatorOptions Options { get; } = options;
    public UserDirectory Users { get; } = new();
    public ChatStreams Streams { get; } = new();
    public WireLog Wire { get; } = new();
    public EventOutbox Events { get; } = new();
    public RetryKeys RetryKeys { get; } = new();
    public ReplyTokens ReplyTokens { get; } = new();
    public HashSet<string> Unsent { get; } = [];
    public RichMenuShelf Menus { get; } = new();
    public SendingMeter Meter { get; } = new(options.MonthlyQuota);
    public Dictionary<string, LiffApp> LiffApps { get; } = [];
    public TokenRegister Tokens { get; } = new();
    public Dictionary<string, AssertionKeySet> AssertionKeys { get; } = [];
    public Dictionary<string, Narrowcast> Narrowcasts { get; } = [];
    public AudienceShelf Audiences { get; } = new();
    public CouponShelf Coupons { get; } = new();
    public SendFigures Figures { get; } = new();
    public FollowerDays Followers { get; } = new();
    public Dictionary<string, LineGroup> Groups { get; } = [];
    public MembershipShelf Memberships { get; } = new();
    public Dictionary<string, string> PhoneHashes { get; } = [];

    /// <summary>Where this emulator answers; known once it listens.</summary>
    public string BaseUrl { get; set; } = "";

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    public void Load()
    {
        journal.Open(record =>
        {
            _seq = record.Seq;
            record.Apply(this);
        });
        // What was set at the start counts more than what was set over the API in an earlier run.
        if (Options.LiffId.Length > 0)
            LiffApps[Options.LiffId] = LiffApps.GetValueOrDefault(Options.LiffId) is { } kept
                ? kept with { Url = Options.LiffEndpointUrl }
                : new LiffApp(Options.LiffId, "full", Options.LiffEndpointUrl);
        Events.WebhookUrl = Options.WebhookUrl ?? Events.WebhookUrl;
    }

    /// <summary>Applies a record at once; the task ends when it is on disk, which is when the caller may answer.</summary>
    public Task Record(JournalRecord record)
    {
        lock (Gate)
        {
            record.Seq = ++_seq;
            if (record.At == default)
                record.At = Now;
            record.Apply(this);
            return journal.Append(record);
        }
    }

    /// <summary>The id a chat line gets when it is the next thing recorded.</summary>
    public string NextItemId() => $"{_seq + 1}-0";

    public Task WhenDurable()
    {
        lock (Gate)
            return journal.WhenDurable();
    }

    public IEnumerable<SendAcceptedLine> Sends(long after) => journal.Sends(after);
}
