using Line.Emulator.Journal;

namespace Line.Emulator.Audiences;

internal sealed record AudienceJob(long Id, string? Description, int Count, DateTime At);

/// <summary>A named set of people for narrowcasts: uploaded ids, or those who saw or tapped an earlier send.</summary>
internal sealed class Audience(AudienceCreated created)
{
    public const string Ready = "READY";
    private static readonly TimeSpan Life = TimeSpan.FromDays(180);

    private readonly HashSet<string> _uploaded = [];

    public long Id => created.AudienceId;
    public string Type => created.Type;
    public string Description { get; set; } = created.Description;
    public DateTime CreatedAt => created.At;
    public DateTime ExpiresAt => created.At + Life;
    public string? RequestId => created.RequestId;
    public string? ClickUrl => created.ClickUrl;
    public bool IsIfa => created.IsIfa;

    /// <summary>Whose it is when it was shared with this account; then it can be used, not changed.</summary>
    public string? Owner => created.Owner;

    public List<AudienceJob> Jobs { get; } = [];

    public string StatusAt(World world) => world.Now >= ExpiresAt ? "EXPIRED"
        : world.Now < (Jobs.Count > 0 ? Jobs[^1].At : CreatedAt) + world.Options.AudiencePreparation ? "IN_PROGRESS"
        : Ready;

    public void Add(AudienceJob job, IEnumerable<string> ids)
    {
        Jobs.Add(job);
        _uploaded.UnionWith(ids);
    }

    public IReadOnlySet<string> MembersIn(World world)
    {
        if (Type == "UPLOAD" || RequestId is null || world.Figures.Find(RequestId) is not { } send)
            return _uploaded;
        var now = world.Now;
        return Type == "IMP" ? send.Receivers.Where(id => send.Opened(id, now)).ToHashSet()
            : send.Receivers.Where(id => send.Links.Any(l => (ClickUrl is null || l == ClickUrl) && send.Clicked(id, l, now))).ToHashSet();
    }
}

internal sealed class AudienceShelf
{
    public const int Most = 1000;
    public const int MostJobs = 50;

    private readonly Dictionary<long, Audience> _audiences = [];
    private long _last;

    /// <summary>Newest first.</summary>
    public IEnumerable<Audience> All => _audiences.Values.OrderByDescending(a => a.Id);

    public Audience? Find(long id) => _audiences.GetValueOrDefault(id);

    public void Add(Audience audience) => _audiences[audience.Id] = audience;

    public void Remove(long id) => _audiences.Remove(id);

    /// <summary>Ids as LINE's: thirteen digits, growing.</summary>
    public long NextId(DateTime now) => _last = Math.Max(_last + 1, new DateTimeOffset(now).ToUnixTimeMilliseconds());

    public void Seen(long id) => _last = Math.Max(_last, id);
}

internal sealed record AudienceCreated(long AudienceId, string Type, string Description) : JournalRecord
{
    public bool IsIfa { get; init; }
    public string? RequestId { get; init; }
    public string? ClickUrl { get; init; }
    public string? Owner { get; init; }

    public override void Apply(World world)
    {
        world.Audiences.Seen(AudienceId);
        world.Audiences.Add(new Audience(this));
    }
}

internal sealed record AudienceAdded(long AudienceId, long JobId, string? JobDescription, string[] Ids) : JournalRecord
{
    public override void Apply(World world)
    {
        world.Audiences.Seen(JobId);
        world.Audiences.Find(AudienceId)?.Add(new AudienceJob(JobId, JobDescription, Ids.Length, At), Ids);
    }
}

internal sealed record AudienceRenamed(long AudienceId, string Description) : JournalRecord
{
    public override void Apply(World world)
    {
        if (world.Audiences.Find(AudienceId) is { } audience)
            audience.Description = Description;
    }
}

internal sealed record AudienceDeleted(long AudienceId) : JournalRecord
{
    public override void Apply(World world) => world.Audiences.Remove(AudienceId);
}
