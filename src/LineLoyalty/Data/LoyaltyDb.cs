using System.Data.Common;
using LineLoyalty.Analytics;
using LineLoyalty.Conversation;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Deliveries;
using LineLoyalty.Liff;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Clicks;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Marketing.Sources;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Membership;
using LineLoyalty.Outside;
using LineLoyalty.Pictures;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Rewards.Coupons.Gifts;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Points.Gifts;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Scheduling;
using LineLoyalty.Staff;
using LineLoyalty.Tills;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LineLoyalty.Data;

/// <summary>The product's data. Each engine derives its own context with its quirks and migrations (LineLoyalty.Databases).</summary>
public abstract class LoyaltyDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<Member> Members => Set<Member>();
    public DbSet<LineAccount> LineAccounts => Set<LineAccount>();
    public DbSet<MemberTag> MemberTags => Set<MemberTag>();
    public DbSet<CampaignClick> CampaignClicks => Set<CampaignClick>();
    public DbSet<JoinSource> JoinSources => Set<JoinSource>();
    public DbSet<Referral> Referrals => Set<Referral>();
    public DbSet<ReferralCode> ReferralCodes => Set<ReferralCode>();
    public DbSet<TagRule> TagRules => Set<TagRule>();
    public DbSet<GiftRule> GiftRules => Set<GiftRule>();
    public DbSet<MemberMenu> MemberMenus => Set<MemberMenu>();
    public DbSet<MemberEvent> MemberEvents => Set<MemberEvent>();
    public DbSet<OneTimeCode> OneTimeCodes => Set<OneTimeCode>();
    public DbSet<MemberCodeUse> MemberCodeUses => Set<MemberCodeUse>();
    public DbSet<Barcode> Barcodes => Set<Barcode>();
    public DbSet<AttemptCounter> AttemptCounters => Set<AttemptCounter>();
    public DbSet<MemberSession> MemberSessions => Set<MemberSession>();

    public DbSet<PointsLot> PointsLots => Set<PointsLot>();
    public DbSet<PointsEntry> PointsEntries => Set<PointsEntry>();
    public DbSet<PointsMove> PointsMoves => Set<PointsMove>();
    public DbSet<EarningRule> EarningRules => Set<EarningRule>();
    public DbSet<EarningRuleVersion> EarningRuleVersions => Set<EarningRuleVersion>();
    public DbSet<PointsGift> PointsGifts => Set<PointsGift>();
    public DbSet<Family> Families => Set<Family>();
    public DbSet<FamilyMember> FamilyMembers => Set<FamilyMember>();
    public DbSet<FamilyInvite> FamilyInvites => Set<FamilyInvite>();
    public DbSet<PointsGrant> PointsGrants => Set<PointsGrant>();
    public DbSet<PointsBatch> PointsBatches => Set<PointsBatch>();
    public DbSet<PointsPolicyVersion> PointsPolicyVersions => Set<PointsPolicyVersion>();
    public DbSet<Tier> Tiers => Set<Tier>();
    public DbSet<TierPeriod> TierPeriods => Set<TierPeriod>();
    public DbSet<CouponDefinition> CouponDefinitions => Set<CouponDefinition>();
    public DbSet<Coupon> Coupons => Set<Coupon>();
    public DbSet<CouponUse> CouponUses => Set<CouponUse>();
    public DbSet<CouponGift> CouponGifts => Set<CouponGift>();
    public DbSet<CodeBatch> CodeBatches => Set<CodeBatch>();
    public DbSet<PoolCode> PoolCodes => Set<PoolCode>();
    public DbSet<PromoWord> PromoWords => Set<PromoWord>();
    public DbSet<RewardItem> RewardItems => Set<RewardItem>();
    public DbSet<Redemption> Redemptions => Set<Redemption>();
    public DbSet<StampProgramme> StampProgrammes => Set<StampProgramme>();
    public DbSet<StampProgrammeVersion> StampProgrammeVersions => Set<StampProgrammeVersion>();
    public DbSet<StampCard> StampCards => Set<StampCard>();
    public DbSet<StampEntry> StampEntries => Set<StampEntry>();
    public DbSet<StampReward> StampRewards => Set<StampReward>();
    public DbSet<Draw> Draws => Set<Draw>();
    public DbSet<DrawEntry> DrawEntries => Set<DrawEntry>();

    public DbSet<Store> Stores => Set<Store>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<Purchase> Purchases => Set<Purchase>();
    public DbSet<PurchaseLine> PurchaseLines => Set<PurchaseLine>();
    public DbSet<PointsAdjustment> PointsAdjustments => Set<PointsAdjustment>();
    public DbSet<LateItem> LateItems => Set<LateItem>();
    public DbSet<Refund> Refunds => Set<Refund>();
    public DbSet<VoucherRefund> VoucherRefunds => Set<VoucherRefund>();
    public DbSet<RefundLine> RefundLines => Set<RefundLine>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<DeliveryRecipient> DeliveryRecipients => Set<DeliveryRecipient>();
    public DbSet<UnbookedDelivery> UnbookedDeliveries => Set<UnbookedDelivery>();
    public DbSet<RateShare> RateShares => Set<RateShare>();
    public DbSet<Segment> Segments => Set<Segment>();
    public DbSet<SegmentPresence> SegmentPresences => Set<SegmentPresence>();
    public DbSet<BuyerStats> BuyerStats => Set<BuyerStats>();
    public DbSet<BuyerMove> BuyerMoves => Set<BuyerMove>();
    public DbSet<Campaign> Campaigns => Set<Campaign>();
    public DbSet<Picture> Pictures => Set<Picture>();
    public DbSet<Journey> Journeys => Set<Journey>();
    public DbSet<JourneyVersion> JourneyVersions => Set<JourneyVersion>();
    public DbSet<Enrolment> Enrolments => Set<Enrolment>();
    public DbSet<EmailCode> EmailCodes => Set<EmailCode>();
    public DbSet<OutsideMessage> OutsideMessages => Set<OutsideMessage>();
    public DbSet<JourneyClick> JourneyClicks => Set<JourneyClick>();
    public DbSet<JourneyStep> JourneySteps => Set<JourneyStep>();
    public DbSet<JourneySignal> JourneySignals => Set<JourneySignal>();
    public DbSet<JourneyPresence> JourneyPresences => Set<JourneyPresence>();
    public DbSet<JourneyTask> JourneyTasks => Set<JourneyTask>();
    public DbSet<Mission> Missions => Set<Mission>();
    public DbSet<MissionVersion> MissionVersions => Set<MissionVersion>();
    public DbSet<MissionRound> MissionRounds => Set<MissionRound>();
    public DbSet<MissionReward> MissionRewards => Set<MissionReward>();
    public DbSet<MissionSignal> MissionSignals => Set<MissionSignal>();
    public DbSet<WebEvent> WebEvents => Set<WebEvent>();
    public DbSet<WebhookCall> WebhookCalls => Set<WebhookCall>();
    public DbSet<CampaignRecipient> CampaignRecipients => Set<CampaignRecipient>();
    public DbSet<ListRequest> ListRequests => Set<ListRequest>();
    public DbSet<GrantRequest> GrantRequests => Set<GrantRequest>();
    public DbSet<AudienceList> AudienceLists => Set<AudienceList>();
    public DbSet<AudienceListMember> AudienceListMembers => Set<AudienceListMember>();
    public DbSet<ProgrammeStep> ProgrammeSteps => Set<ProgrammeStep>();
    public DbSet<ScheduleRun> ScheduleRuns => Set<ScheduleRun>();

    public DbSet<InboxEvent> InboxEvents => Set<InboxEvent>();
    public DbSet<ConversationLease> ConversationLeases => Set<ConversationLease>();
    public DbSet<Menu> Menus => Set<Menu>();
    public DbSet<MenuImage> MenuImages => Set<MenuImage>();
    public DbSet<RichMenuPublication> RichMenuPublications => Set<RichMenuPublication>();

    public DbSet<StaffAccount> StaffAccounts => Set<StaffAccount>();
    public DbSet<StaffInvitation> StaffInvitations => Set<StaffInvitation>();
    public DbSet<StaffSession> StaffSessions => Set<StaffSession>();
    public DbSet<PosKey> PosKeys => Set<PosKey>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();
    public DbSet<Setting> Settings => Set<Setting>();

    /// <summary>True when a save failed because a unique index already holds the value; each engine has its own error number.</summary>
    public abstract bool IsUniqueViolation(DbUpdateException exception);

    /// <summary>True when other copies of the server may work on this database at the same time.</summary>
    public virtual bool IsShared => true;

    /// <summary>True where only one server can be running: a lease left in such a database belongs to a process that is gone.</summary>
    public virtual bool HasOneServer => false;

    /// <summary>
    /// True for an engine in the server's own process that keeps no statistics of its tables: a small question to each row of a table read
    /// through costs it less than sets put together, or than an index that most rows fit.
    /// </summary>
    public virtual bool AsksRowByRow => false;

    /// <summary>How to ask the engine for its own clock (UTC); null where it has none but this machine's.</summary>
    public virtual string? ClockQuery => null;

    /// <summary>Begins to write, as soon as this engine lets one more writer in.</summary>
    protected virtual Task<WriteTurn> BeginTurnAsync(CancellationToken ct) => OwnTransaction.BeginAsync(this, ct);

    internal Task<WriteTurn> TakeTurnAsync(CancellationToken ct) => BeginTurnAsync(ct);

    /// <summary>Leaves out rows that somebody else is changing just now, and keeps others off those it finds, where the engine can do so.</summary>
    public virtual IQueryable<T> SkipLocked<T>(IQueryable<T> query) => query;

    /// <summary>One prepared statement, run for each row of values (<c>@p0</c>, <c>@p1</c> …) within the current unit: what changes thousands of rows a second has no use for change tracking.</summary>
    /// <returns>How many rows each run changed.</returns>
    internal Task<IReadOnlyList<int>> ExecuteManyAsync(string sql, IReadOnlyList<object[]> rows, CancellationToken ct) =>
        CurrentUnit is null ? throw new InvalidOperationException("Begin a unit first.") : ManyRows.ExecuteAsync(Database, sql, rows, Bind, ct);

    /// <summary>Gives a value to a parameter in the type its column has on this engine.</summary>
    protected virtual void Bind(DbParameter parameter, object value) => parameter.Value = value;

    internal WriteUnit? CurrentUnit { get; set; }

    /// <summary>Who is asked at the end of each unit; made when first needed, as they need this context themselves.</summary>
    internal Func<IEnumerable<IUnitWatcher>>? Watchers { get; set; }

    // Contexts are used again: nothing of one action may reach the next.
    public override void Dispose()
    {
        (CurrentUnit, Watchers) = (null, null);
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    public override async ValueTask DisposeAsync()
    {
        (CurrentUnit, Watchers) = (null, null);
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<bool> WatchAsync(UnitFacts facts, CancellationToken ct)
    {
        if (Watchers is null) return false;
        foreach (var watcher in Watchers()) await watcher.BeforeCommitAsync(facts, ct);
        return true;
    }

    /// <summary>Whether rows that watchers are told of wait to be saved.</summary>
    internal bool AddsNews()
    {
        var detect = ChangeTracker.AutoDetectChangesEnabled;
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return ChangeTracker.Entries().Any(e => e is { State: EntityState.Added, Entity: MemberEvent or DeliveryRecipient });
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detect;
        }
    }

    /// <summary>What this context holds already; it does not look for changes first, as EF's <c>Local</c> would.</summary>
    internal LocalView<T> Loaded<T>() where T : class
    {
        var detect = ChangeTracker.AutoDetectChangesEnabled;
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return Set<T>().Local;
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detect;
        }
    }

    /// <summary>A row this context holds already, with what has happened to it since.</summary>
    internal EntityEntry<T>? Held<T>(long id) where T : class => Loaded<T>().FindEntry(id) is { } held ? Entry(held.Entity) : null;

    /// <summary>
    /// Starts the one transaction of an action. A unit begun inside another joins it through a savepoint, so use cases compose:
    /// the outermost commit makes everything durable, an inner unit that is left without commit undoes only its own part.
    /// </summary>
    public Task<WriteUnit> BeginWriteAsync(CancellationToken ct) => WriteUnit.BeginAsync(this, ct);

    /// <summary>
    /// Makes actions on one member follow each other on every engine (a row lock where the engine has them).
    /// Call it first in a unit that reads and then changes the member's points, tier or coupons.
    /// </summary>
    public virtual Task LockMemberAsync(long memberId, CancellationToken ct) =>
        Members.Where(m => m.Id == memberId).ExecuteUpdateAsync(s => s.SetProperty(m => m.LockCount, m => m.LockCount + 1), ct);

    public virtual Task LockMemberAsync(string memberRef, CancellationToken ct) =>
        Members.Where(m => m.Ref == memberRef).ExecuteUpdateAsync(s => s.SetProperty(m => m.LockCount, m => m.LockCount + 1), ct);

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        // Looked for once: EF would look again, and a sale saves several times.
        var detect = ChangeTracker.AutoDetectChangesEnabled;
        if (detect) ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return await SaveDetectedAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detect;
        }
    }

    private async Task<int> SaveDetectedAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        var changed = ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        if (changed.Count == 0) return 0;
        foreach (var entry in changed)
        {
            if (entry is { State: EntityState.Modified, Entity: IVersioned row }) entry.Property(nameof(IVersioned.Version)).CurrentValue = row.Version + 1;
        }
        if (changed.Exists(e => e.Entity is IBrandRule)) await NewRulesVersionAsync(cancellationToken);
        if (CurrentUnit is { } unit)
        {
            var added = changed.Where(e => e is { State: EntityState.Added, Entity: MemberEvent or DeliveryRecipient }).Select(e => e.Entity).ToList();
            var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            unit.Saved(added);
            return written;
        }
        await using var turn = await BeginTurnAsync(cancellationToken);
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await turn.CommitAsync(cancellationToken);
        return saved;
    }

    private const string RulesVersionKey = "rules.version";

    private static readonly KnownQuery<Func<LoyaltyDb, CancellationToken, Task<string?>>> RulesVersion = new(() => EF.CompileAsyncQuery((LoyaltyDb db, CancellationToken ct) =>
        db.Settings.Where(s => s.Key == RulesVersionKey).Select(s => s.Value).FirstOrDefault()));

    /// <summary>Changes with every saved <see cref="IBrandRule"/>. Within a unit it is asked for once.</summary>
    internal async Task<string> RulesVersionAsync(CancellationToken ct)
    {
        if (CurrentUnit?.RulesVersion is { } known) return known;
        var version = await RulesVersion.On(this)(this, ct) ?? "";
        if (CurrentUnit is { } unit) unit.RulesVersion = version;
        return version;
    }

    /// <summary>For a rule that is no <see cref="IBrandRule"/> of its own; the caller saves.</summary>
    // Never a number counted up: one that a rollback took back would come again with other rules.
    internal async Task NewRulesVersionAsync(CancellationToken ct)
    {
        var version = Secret.New(16);
        if (await Settings.FindAsync([RulesVersionKey], ct) is { } row)
        {
            row.Value = version;
            Entry(row).Property(s => s.Value).IsModified = true;
        }
        else
        {
            Settings.Add(new Setting { Key = RulesVersionKey, Value = version });
        }
        if (CurrentUnit is { } unit) unit.RulesVersion = null;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(24);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(LoyaltyDb).Assembly);
        foreach (var key in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetForeignKeys()))
        {
            key.DeleteBehavior = DeleteBehavior.Restrict;
        }
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        v => v.Kind == DateTimeKind.Utc ? v : DateTime.SpecifyKind(v, DateTimeKind.Utc),
        v => DateTime.SpecifyKind(v, DateTimeKind.Utc));
}

/// <summary>A row on which two writers must not both succeed: the second one's save throws DbUpdateConcurrencyException.</summary>
public interface IVersioned
{
    long Version { get; set; }
}
