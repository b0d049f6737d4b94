using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LineLoyalty.Databases.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AttemptCounters",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    WindowStart = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false),
                    PausedUntil = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AttemptCounters", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "AudienceLists",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false),
                    CreatedBy = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AudienceLists", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    StaffId = table.Column<long>(type: "bigint", nullable: true),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: true),
                    Action = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Subject = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    Data = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Barcodes",
                columns: table => new
                {
                    Digits = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    ValidFrom = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ValidTo = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Barcodes", x => x.Digits);
                });

            migrationBuilder.CreateTable(
                name: "Campaigns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Audience = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Experiment = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Timing = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    ParentId = table.Column<long>(type: "bigint", nullable: true),
                    PlannedFor = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ScheduledAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FrozenUpTo = table.Column<long>(type: "bigint", nullable: false),
                    FrozenAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    PlannedUpTo = table.Column<long>(type: "bigint", nullable: false),
                    Planned = table.Column<long>(type: "bigint", nullable: false),
                    DecideAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Winner = table.Column<int>(type: "int", nullable: true),
                    UsualHour = table.Column<int>(type: "int", nullable: true),
                    RepeatedUpTo = table.Column<DateTime>(type: "datetime2", nullable: true),
                    CreatedBy = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ChangedBy = table.Column<long>(type: "bigint", nullable: true),
                    RequestedBy = table.Column<long>(type: "bigint", nullable: true),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ApprovalHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    ApprovedBy = table.Column<long>(type: "bigint", nullable: true),
                    ApprovedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    StopRequestedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Campaigns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ConversationLeases",
                columns: table => new
                {
                    LineUserId = table.Column<string>(type: "nvarchar(33)", maxLength: 33, nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConversationLeases", x => x.LineUserId);
                });

            migrationBuilder.CreateTable(
                name: "CouponDefinitions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Title = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    TitleEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Description = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    DescriptionEn = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Value = table.Column<long>(type: "bigint", nullable: false),
                    MaximumDiscount = table.Column<long>(type: "bigint", nullable: true),
                    MinimumSpend = table.Column<long>(type: "bigint", nullable: false),
                    ProductSku = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    ValidDays = table.Column<int>(type: "int", nullable: false),
                    Terms = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    TermsEn = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    ImageUrl = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    IssueLimit = table.Column<long>(type: "bigint", nullable: true),
                    IssuedCount = table.Column<long>(type: "bigint", nullable: false),
                    Budget = table.Column<long>(type: "bigint", nullable: true),
                    BudgetSpent = table.Column<long>(type: "bigint", nullable: false),
                    SoldSku = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Rules = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Active = table.Column<bool>(type: "bit", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CouponDefinitions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Deliveries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    RetryKey = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Purpose = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Multicast = table.Column<bool>(type: "bit", nullable: false),
                    Messages = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    FrozenBody = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Cause = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    CampaignId = table.Column<long>(type: "bigint", nullable: true),
                    CauseKey = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LeaseOwner = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    FirstTriedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    StopRequested = table.Column<bool>(type: "bit", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LineRequestId = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    LineStatus = table.Column<int>(type: "int", nullable: true),
                    LineMessage = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Deliveries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Draws",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Description = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    DescriptionEn = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    ImageUrl = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    OpensAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ClosesAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    DrawAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EntryPoints = table.Column<long>(type: "bigint", nullable: true),
                    Free = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    MaxPerMember = table.Column<int>(type: "int", nullable: true),
                    TellLosers = table.Column<bool>(type: "bit", nullable: false),
                    SeedSealed = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Commitment = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Seed = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    EntriesHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    OpenedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    DrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EntryCount = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Draws", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EarningRules",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EarningRules", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "GiftRules",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Occasion = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Visit = table.Column<int>(type: "int", nullable: false),
                    Coupon = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Timing = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    DaysBefore = table.Column<int>(type: "int", nullable: false),
                    LeapDay = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: false),
                    Greets = table.Column<bool>(type: "bit", nullable: false),
                    Message = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    MessageEn = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Enabled = table.Column<bool>(type: "bit", nullable: false),
                    BeganAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GiftRules", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "GrantRequests",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Form = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Subject = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    ContentSealed = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ListSealed = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Count = table.Column<long>(type: "bigint", nullable: false),
                    Liability = table.Column<long>(type: "bigint", nullable: true),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    RequestedBy = table.Column<long>(type: "bigint", nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    DecidedBy = table.Column<long>(type: "bigint", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    DoneAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GrantRequests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "IdempotencyRecords",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: false),
                    Operation = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    RequestHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Status = table.Column<int>(type: "int", nullable: false),
                    ContentType = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Body = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdempotencyRecords", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "InboxEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    WebhookEventId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    LineUserId = table.Column<string>(type: "nvarchar(33)", maxLength: 33, nullable: true),
                    Type = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    EventTime = table.Column<long>(type: "bigint", nullable: false),
                    ReceivedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Payload = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    NextTryAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ReplyBody = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    ReplyTriedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ReplyFinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Error = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InboxEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "JoinSources",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Store = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: true),
                    Tag = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Active = table.Column<bool>(type: "bit", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JoinSources", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Journeys",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Draft = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Live = table.Column<int>(type: "int", nullable: true),
                    OnSince = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LookedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ArchivedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Journeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "JourneySignals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EventId = table.Column<long>(type: "bigint", nullable: false),
                    Data = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JourneySignals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LateItems",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Store = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    ReceiptNumber = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    MemberRef = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Amount = table.Column<long>(type: "bigint", nullable: true),
                    OccurredAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ReceivedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    HeldUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Body = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Code = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    Facts = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    RefundId = table.Column<long>(type: "bigint", nullable: true),
                    ResolvedBy = table.Column<long>(type: "bigint", nullable: true),
                    ResolvedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Resolution = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LateItems", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MemberCodeUses",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    UsedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberCodeUses", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "MemberEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: true),
                    LineAccountId = table.Column<long>(type: "bigint", nullable: true),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Data = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Members",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    CardNumber = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    PhoneSealed = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: true),
                    PhoneIndex = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: true),
                    EmailSealed = table.Column<string>(type: "nvarchar(240)", maxLength: 240, nullable: true),
                    EmailConfirmedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    BirthYear = table.Column<int>(type: "int", nullable: true),
                    BirthMonth = table.Column<int>(type: "int", nullable: true),
                    BirthDay = table.Column<int>(type: "int", nullable: true),
                    Gender = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: true),
                    Language = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    JoinedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    JoinSource = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    JoinStore = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: true),
                    ConsentVersion = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: true),
                    ConsentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    MarketingOptIn = table.Column<bool>(type: "bit", nullable: false),
                    MarketingChangedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Announce = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: true),
                    ErasedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    SpendHeldUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    TierLevel = table.Column<int>(type: "int", nullable: false),
                    PointsBalance = table.Column<long>(type: "bigint", nullable: false),
                    LastPurchaseAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LastPurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    PurchaseCount = table.Column<int>(type: "int", nullable: false),
                    LifetimeSpend = table.Column<long>(type: "bigint", nullable: false),
                    LockCount = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Members", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MenuImages",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    ContentType = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Width = table.Column<int>(type: "int", nullable: false),
                    Height = table.Column<int>(type: "int", nullable: false),
                    Bytes = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MenuImages", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "Menus",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Rank = table.Column<int>(type: "int", nullable: false),
                    Draft = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Live = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    LiveAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    TakenAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Refusal = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Menus", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Missions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Rewarded = table.Column<int>(type: "int", nullable: false),
                    LookedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    LookedVersion = table.Column<int>(type: "int", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Missions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MissionSignals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MissionSignals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OneTimeCodes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Challenge = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    LineAccountId = table.Column<long>(type: "bigint", nullable: false),
                    PhoneIndex = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    CodeHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    FormSealed = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Tries = table.Column<int>(type: "int", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OneTimeCodes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Pictures",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    ContentType = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Width = table.Column<int>(type: "int", nullable: false),
                    Height = table.Column<int>(type: "int", nullable: false),
                    Bytes = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Sent = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Pictures", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "PointsBatches",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Form = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedBy = table.Column<long>(type: "bigint", nullable: false),
                    Members = table.Column<int>(type: "int", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    UndoneAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    UndoneBy = table.Column<long>(type: "bigint", nullable: true),
                    UndonePoints = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsBatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PointsPolicyVersions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Version = table.Column<int>(type: "int", nullable: false),
                    Definition = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ValidFrom = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsPolicyVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PosKeys",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    KeyId = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    SecretHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Scopes = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Stores = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RevokedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LastUsedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    StaffId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PosKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Products",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Sku = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Category = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Price = table.Column<long>(type: "bigint", nullable: false),
                    EarnsPoints = table.Column<bool>(type: "bit", nullable: false),
                    Active = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Products", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProgrammeSteps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Programme = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeSteps", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RateShares",
                columns: table => new
                {
                    Endpoint = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Server = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    PerSecond = table.Column<double>(type: "float", nullable: false),
                    Wants = table.Column<bool>(type: "bit", nullable: false),
                    Beat = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RateShares", x => new { x.Endpoint, x.Server });
                });

            migrationBuilder.CreateTable(
                name: "RewardItems",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Description = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    DescriptionEn = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    ImageUrl = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    Gives = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Stock = table.Column<long>(type: "bigint", nullable: true),
                    Taken = table.Column<long>(type: "bigint", nullable: false),
                    PerMember = table.Column<int>(type: "int", nullable: true),
                    PerMemberMonth = table.Column<int>(type: "int", nullable: true),
                    MinimumTier = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: true),
                    ValidFrom = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ValidUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Position = table.Column<int>(type: "int", nullable: false),
                    Active = table.Column<bool>(type: "bit", nullable: false),
                    HideSoldOut = table.Column<bool>(type: "bit", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Revision = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RewardItems", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RichMenuPublications",
                columns: table => new
                {
                    RichMenuId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    MenuId = table.Column<long>(type: "bigint", nullable: false),
                    Tab = table.Column<int>(type: "int", nullable: false),
                    Language = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    ContentHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    PublishedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RetiredAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RichMenuPublications", x => x.RichMenuId);
                });

            migrationBuilder.CreateTable(
                name: "ScheduleRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Schedule = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    PlannedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "datetime2", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Note = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScheduleRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Segments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Rule = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: true),
                    CountedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    KeptAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ChangedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ArchivedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Segments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Settings",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Value = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Settings", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "StaffAccounts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    UserName = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    DisplayName = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    PasswordHash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Role = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Language = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    SecurityStamp = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    FailedSignIns = table.Column<int>(type: "int", nullable: false),
                    LockedUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    DisabledAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastSignInAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    TestLineAccountId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffAccounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StaffInvitations",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TokenHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Role = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffInvitations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StampProgrammes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StampProgrammes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Stores",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Code = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Active = table.Column<bool>(type: "bit", nullable: false),
                    Channel = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    DayStartsAt = table.Column<int>(type: "int", nullable: false),
                    CheckInRound = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Stores", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TagRules",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Tag = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Enabled = table.Column<bool>(type: "bit", nullable: false),
                    Demand = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    TakesOff = table.Column<bool>(type: "bit", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TagRules", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Tiers",
                columns: table => new
                {
                    Level = table.Column<int>(type: "int", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false),
                    Color = table.Column<string>(type: "nvarchar(7)", maxLength: 7, nullable: false),
                    Reach = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Keep = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Months = table.Column<int>(type: "int", nullable: false),
                    ValidDays = table.Column<int>(type: "int", nullable: true),
                    ValidMonths = table.Column<int>(type: "int", nullable: false),
                    GraceDays = table.Column<int>(type: "int", nullable: false),
                    Downgrade = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Hidden = table.Column<bool>(type: "bit", nullable: false),
                    Sku = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Active = table.Column<bool>(type: "bit", nullable: false),
                    Benefits = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Tiers", x => x.Level);
                });

            migrationBuilder.CreateTable(
                name: "AudienceListMembers",
                columns: table => new
                {
                    ListId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AudienceListMembers", x => new { x.ListId, x.MemberId });
                    table.ForeignKey(
                        name: "FK_AudienceListMembers_AudienceLists_ListId",
                        column: x => x.ListId,
                        principalTable: "AudienceLists",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CampaignRecipients",
                columns: table => new
                {
                    CampaignId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    LineAccountId = table.Column<long>(type: "bigint", nullable: true),
                    Variant = table.Column<int>(type: "int", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CampaignRecipients", x => new { x.CampaignId, x.MemberId });
                    table.ForeignKey(
                        name: "FK_CampaignRecipients_Campaigns_CampaignId",
                        column: x => x.CampaignId,
                        principalTable: "Campaigns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ListRequests",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    CampaignId = table.Column<long>(type: "bigint", nullable: false),
                    People = table.Column<int>(type: "int", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    RequestedBy = table.Column<long>(type: "bigint", nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ReleasedBy = table.Column<long>(type: "bigint", nullable: true),
                    ReleasedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListRequests", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ListRequests_Campaigns_CampaignId",
                        column: x => x.CampaignId,
                        principalTable: "Campaigns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CodeBatches",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    DefinitionId = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Imported = table.Column<bool>(type: "bit", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    StaffId = table.Column<long>(type: "bigint", nullable: false),
                    ExportedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ExportedBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CodeBatches", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CodeBatches_CouponDefinitions_DefinitionId",
                        column: x => x.DefinitionId,
                        principalTable: "CouponDefinitions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PromoWords",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Word = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false),
                    DefinitionId = table.Column<long>(type: "bigint", nullable: false),
                    PerMember = table.Column<int>(type: "int", nullable: false),
                    Limit = table.Column<long>(type: "bigint", nullable: true),
                    Count = table.Column<long>(type: "bigint", nullable: false),
                    ValidFrom = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ValidUntil = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Active = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromoWords", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PromoWords_CouponDefinitions_DefinitionId",
                        column: x => x.DefinitionId,
                        principalTable: "CouponDefinitions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DeliveryRecipients",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    DeliveryId = table.Column<long>(type: "bigint", nullable: false),
                    LineAccountId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: true),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeliveryRecipients", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DeliveryRecipients_Deliveries_DeliveryId",
                        column: x => x.DeliveryId,
                        principalTable: "Deliveries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "UnbookedDeliveries",
                columns: table => new
                {
                    DeliveryId = table.Column<long>(type: "bigint", nullable: false),
                    CampaignId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UnbookedDeliveries", x => x.DeliveryId);
                    table.ForeignKey(
                        name: "FK_UnbookedDeliveries_Deliveries_DeliveryId",
                        column: x => x.DeliveryId,
                        principalTable: "Deliveries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DrawPrize",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    DrawId = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false),
                    Prize = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DrawPrize", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DrawPrize_Draws_DrawId",
                        column: x => x.DrawId,
                        principalTable: "Draws",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "EarningRuleVersions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    RuleId = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Definition = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Active = table.Column<bool>(type: "bit", nullable: false),
                    ValidFrom = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ValidTo = table.Column<DateTime>(type: "datetime2", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EarningRuleVersions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_EarningRuleVersions_EarningRules_RuleId",
                        column: x => x.RuleId,
                        principalTable: "EarningRules",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "JourneyVersions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    JourneyId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Definition = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    PublishedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    PublishedBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JourneyVersions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_JourneyVersions_Journeys_JourneyId",
                        column: x => x.JourneyId,
                        principalTable: "Journeys",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "WebhookCalls",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    JourneyId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Url = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Body = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    DoneAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Result = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebhookCalls", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WebhookCalls_Journeys_JourneyId",
                        column: x => x.JourneyId,
                        principalTable: "Journeys",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "BuyerMoves",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Score = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    From = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: true),
                    To = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BuyerMoves", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BuyerMoves_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "BuyerStats",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    FirstDay = table.Column<int>(type: "int", nullable: false),
                    LastDay = table.Column<int>(type: "int", nullable: false),
                    SaleDays = table.Column<int>(type: "int", nullable: false),
                    Receipts = table.Column<int>(type: "int", nullable: false),
                    Net = table.Column<long>(type: "bigint", nullable: false),
                    Recency = table.Column<int>(type: "int", nullable: false),
                    Frequency = table.Column<int>(type: "int", nullable: false),
                    Monetary = table.Column<int>(type: "int", nullable: false),
                    Rfm = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: true),
                    Nes = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BuyerStats", x => x.MemberId);
                    table.ForeignKey(
                        name: "FK_BuyerStats_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Coupons",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    DefinitionId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    CodeSealed = table.Column<string>(type: "nvarchar(160)", maxLength: 160, nullable: false),
                    CodeIndex = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    IssuedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ValidFrom = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ValidUntil = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Uses = table.Column<long>(type: "bigint", nullable: false),
                    UsesLeft = table.Column<long>(type: "bigint", nullable: false),
                    ReservedUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    IssueKey = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: true),
                    GivenFromId = table.Column<long>(type: "bigint", nullable: true),
                    SoldInPurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    GuaranteedUntil = table.Column<DateOnly>(type: "date", nullable: true),
                    RedeemedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    RedeemedStoreId = table.Column<long>(type: "bigint", nullable: true),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    ReturnedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    RemindedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Coupons", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Coupons_CouponDefinitions_DefinitionId",
                        column: x => x.DefinitionId,
                        principalTable: "CouponDefinitions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Coupons_Coupons_GivenFromId",
                        column: x => x.GivenFromId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Coupons_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "EmailCodes",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    CodeHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Tries = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EmailCodes", x => x.MemberId);
                    table.ForeignKey(
                        name: "FK_EmailCodes_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Enrolments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    JourneyId = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    EntryKey = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Rank = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Node = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: false),
                    Visit = table.Column<int>(type: "int", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    PlannedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    AnchorAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EnteredAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastPurchaseAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Facts = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Ramped = table.Column<bool>(type: "bit", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Outcome = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Enrolments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Enrolments_Journeys_JourneyId",
                        column: x => x.JourneyId,
                        principalTable: "Journeys",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Enrolments_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Families",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    OwnerId = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Families", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Families_Members_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "JourneyPresences",
                columns: table => new
                {
                    JourneyId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Since = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JourneyPresences", x => new { x.JourneyId, x.MemberId });
                    table.ForeignKey(
                        name: "FK_JourneyPresences_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "JourneyTasks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    JourneyId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Title = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Note = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    DoneAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    DoneBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JourneyTasks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_JourneyTasks_Journeys_JourneyId",
                        column: x => x.JourneyId,
                        principalTable: "Journeys",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_JourneyTasks_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LineAccounts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    LineUserId = table.Column<string>(type: "nvarchar(33)", maxLength: 33, nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: true),
                    BoundAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    DisplayName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    PictureUrl = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    Language = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: true),
                    Friend = table.Column<bool>(type: "bit", nullable: false),
                    FriendChangedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FirstSeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RichMenuKey = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    HintedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LineAccounts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LineAccounts_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MemberMenus",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    MenuId = table.Column<long>(type: "bigint", nullable: false),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Source = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberMenus", x => x.MemberId);
                    table.ForeignKey(
                        name: "FK_MemberMenus_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MemberTags",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    AddedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Source = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberTags", x => new { x.MemberId, x.Name });
                    table.ForeignKey(
                        name: "FK_MemberTags_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OutsideMessages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Channel = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Cause = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Subject = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Text = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Result = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    CostMilli = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutsideMessages", x => x.Id);
                    table.ForeignKey(
                        name: "FK_OutsideMessages_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PointsAdjustments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Note = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    StoreId = table.Column<long>(type: "bigint", nullable: false),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: false),
                    StaffId = table.Column<long>(type: "bigint", nullable: true),
                    By = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    DecidedBy = table.Column<long>(type: "bigint", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Decision = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsAdjustments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PointsAdjustments_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PointsEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    BalanceAfter = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    EarnedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    RefundId = table.Column<long>(type: "bigint", nullable: true),
                    Rule = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    RuleVersion = table.Column<int>(type: "int", nullable: true),
                    Inputs = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PointsEntries_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PointsGrants",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    BatchId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsGrants", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PointsGrants_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PointsLots",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Remaining = table.Column<long>(type: "bigint", nullable: false),
                    EarnedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    AvailableAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    InactivityDays = table.Column<int>(type: "int", nullable: true),
                    Rule = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    RemindedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsLots", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PointsLots_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReferralCodes",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReferralCodes", x => x.MemberId);
                    table.ForeignKey(
                        name: "FK_ReferralCodes_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Referrals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    InviterId = table.Column<long>(type: "bigint", nullable: false),
                    FriendId = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    JoinedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    MinimumSpend = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Referrals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Referrals_Members_FriendId",
                        column: x => x.FriendId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Referrals_Members_InviterId",
                        column: x => x.InviterId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "TierPeriods",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Level = table.Column<int>(type: "int", nullable: false),
                    FromAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ToAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ValidUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    GraceUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    CountsAfter = table.Column<DateOnly>(type: "date", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Basis = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    StaffId = table.Column<long>(type: "bigint", nullable: true),
                    Note = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    ToTell = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierPeriods", x => x.Id);
                    table.ForeignKey(
                        name: "FK_TierPeriods_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "WebEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Key = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WebEvents_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MissionRounds",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MissionId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    StartsAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    BegunAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Done = table.Column<long>(type: "bigint", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Counted = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MissionRounds", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MissionRounds_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_MissionRounds_Missions_MissionId",
                        column: x => x.MissionId,
                        principalTable: "Missions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MissionVersions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MissionId = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Definition = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Active = table.Column<bool>(type: "bit", nullable: false),
                    ValidFrom = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MissionVersions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MissionVersions_Missions_MissionId",
                        column: x => x.MissionId,
                        principalTable: "Missions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SegmentPresences",
                columns: table => new
                {
                    SegmentId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SegmentPresences", x => new { x.SegmentId, x.MemberId });
                    table.ForeignKey(
                        name: "FK_SegmentPresences_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SegmentPresences_Segments_SegmentId",
                        column: x => x.SegmentId,
                        principalTable: "Segments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StaffSessions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TokenHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    StaffId = table.Column<long>(type: "bigint", nullable: false),
                    SecurityStamp = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RevokedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffSessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StaffSessions_StaffAccounts_StaffId",
                        column: x => x.StaffId,
                        principalTable: "StaffAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StampCards",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    FirstId = table.Column<long>(type: "bigint", nullable: false),
                    ProgrammeId = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Size = table.Column<int>(type: "int", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FilledAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StampCards", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StampCards_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_StampCards_StampProgrammes_FirstId",
                        column: x => x.FirstId,
                        principalTable: "StampProgrammes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_StampCards_StampProgrammes_ProgrammeId",
                        column: x => x.ProgrammeId,
                        principalTable: "StampProgrammes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StampProgrammeVersions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ProgrammeId = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Definition = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Active = table.Column<bool>(type: "bit", nullable: false),
                    ValidFrom = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StampProgrammeVersions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StampProgrammeVersions_StampProgrammes_ProgrammeId",
                        column: x => x.ProgrammeId,
                        principalTable: "StampProgrammes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Purchases",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    StoreId = table.Column<long>(type: "bigint", nullable: false),
                    ReceiptNumber = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: true),
                    OccurredAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    SoldOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Weekday = table.Column<int>(type: "int", nullable: false),
                    Hour = table.Column<int>(type: "int", nullable: false),
                    Payment = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Channel = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    Total = table.Column<long>(type: "bigint", nullable: false),
                    CouponDiscount = table.Column<long>(type: "bigint", nullable: false),
                    TierDiscount = table.Column<long>(type: "bigint", nullable: false),
                    PointsRedeemed = table.Column<long>(type: "bigint", nullable: false),
                    PointsDiscount = table.Column<long>(type: "bigint", nullable: false),
                    Paid = table.Column<long>(type: "bigint", nullable: false),
                    PointsEarned = table.Column<long>(type: "bigint", nullable: false),
                    CouponId = table.Column<long>(type: "bigint", nullable: true),
                    Refunded = table.Column<long>(type: "bigint", nullable: false),
                    VouchersRefunded = table.Column<long>(type: "bigint", nullable: false),
                    PointsLapsed = table.Column<long>(type: "bigint", nullable: false),
                    WhollyReturned = table.Column<bool>(type: "bit", nullable: false),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Purchases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Purchases_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Purchases_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CouponGifts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TokenIndex = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    TokenSealed = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    CouponId = table.Column<long>(type: "bigint", nullable: false),
                    GiverId = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    OfferedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Message = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    ReceiverId = table.Column<long>(type: "bigint", nullable: true),
                    NewCouponId = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CouponGifts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CouponGifts_Coupons_CouponId",
                        column: x => x.CouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_CouponGifts_Coupons_NewCouponId",
                        column: x => x.NewCouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CouponUses",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    CouponId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    DefinitionId = table.Column<long>(type: "bigint", nullable: false),
                    Units = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    HeldUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    UsedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    StoreId = table.Column<long>(type: "bigint", nullable: false),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    Discount = table.Column<long>(type: "bigint", nullable: false),
                    UnitsByLine = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CouponUses", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CouponUses_Coupons_CouponId",
                        column: x => x.CouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PoolCodes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    BatchId = table.Column<long>(type: "bigint", nullable: false),
                    DefinitionId = table.Column<long>(type: "bigint", nullable: false),
                    CodeSealed = table.Column<string>(type: "nvarchar(160)", maxLength: 160, nullable: false),
                    CodeIndex = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    CouponId = table.Column<long>(type: "bigint", nullable: true),
                    TakenAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PoolCodes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PoolCodes_CodeBatches_BatchId",
                        column: x => x.BatchId,
                        principalTable: "CodeBatches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PoolCodes_Coupons_CouponId",
                        column: x => x.CouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "JourneyClicks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    JourneyId = table.Column<long>(type: "bigint", nullable: false),
                    EnrolmentId = table.Column<long>(type: "bigint", nullable: false),
                    Node = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: false),
                    Visit = table.Column<int>(type: "int", nullable: false),
                    Link = table.Column<int>(type: "int", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JourneyClicks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_JourneyClicks_Enrolments_EnrolmentId",
                        column: x => x.EnrolmentId,
                        principalTable: "Enrolments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_JourneyClicks_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "JourneySteps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    EnrolmentId = table.Column<long>(type: "bigint", nullable: false),
                    JourneyId = table.Column<long>(type: "bigint", nullable: false),
                    Node = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: false),
                    Visit = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Port = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: true),
                    Result = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    DeliveryId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JourneySteps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_JourneySteps_Deliveries_DeliveryId",
                        column: x => x.DeliveryId,
                        principalTable: "Deliveries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_JourneySteps_Enrolments_EnrolmentId",
                        column: x => x.EnrolmentId,
                        principalTable: "Enrolments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "FamilyInvites",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    FamilyId = table.Column<long>(type: "bigint", nullable: false),
                    TokenIndex = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    TokenSealed = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UsedBy = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FamilyInvites", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FamilyInvites_Families_FamilyId",
                        column: x => x.FamilyId,
                        principalTable: "Families",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "FamilyMembers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    FamilyId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    JoinedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LeftAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FamilyMembers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FamilyMembers_Families_FamilyId",
                        column: x => x.FamilyId,
                        principalTable: "Families",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_FamilyMembers_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CampaignClicks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    CampaignId = table.Column<long>(type: "bigint", nullable: false),
                    Link = table.Column<int>(type: "int", nullable: false),
                    LineAccountId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: true),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CampaignClicks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CampaignClicks_LineAccounts_LineAccountId",
                        column: x => x.LineAccountId,
                        principalTable: "LineAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MemberSessions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TokenHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    LineAccountId = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RevokedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Source = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberSessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MemberSessions_LineAccounts_LineAccountId",
                        column: x => x.LineAccountId,
                        principalTable: "LineAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DrawEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    DrawId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Source = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    PointsEntryId = table.Column<long>(type: "bigint", nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Number = table.Column<int>(type: "int", nullable: true),
                    PrizeId = table.Column<long>(type: "bigint", nullable: true),
                    GivenAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    CouponId = table.Column<long>(type: "bigint", nullable: true),
                    Missed = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    ToTell = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DrawEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DrawEntries_Coupons_CouponId",
                        column: x => x.CouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DrawEntries_DrawPrize_PrizeId",
                        column: x => x.PrizeId,
                        principalTable: "DrawPrize",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DrawEntries_Draws_DrawId",
                        column: x => x.DrawId,
                        principalTable: "Draws",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DrawEntries_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DrawEntries_PointsEntries_PointsEntryId",
                        column: x => x.PointsEntryId,
                        principalTable: "PointsEntries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PointsGifts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    TokenIndex = table.Column<string>(type: "nvarchar(43)", maxLength: 43, nullable: false),
                    TokenSealed = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    FormKey = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    GiverId = table.Column<long>(type: "bigint", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    EntryId = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    OfferedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Message = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    ReceiverId = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsGifts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PointsGifts_Members_GiverId",
                        column: x => x.GiverId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PointsGifts_PointsEntries_EntryId",
                        column: x => x.EntryId,
                        principalTable: "PointsEntries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PointsMoves",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    EntryId = table.Column<long>(type: "bigint", nullable: false),
                    LotId = table.Column<long>(type: "bigint", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsMoves", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PointsMoves_PointsEntries_EntryId",
                        column: x => x.EntryId,
                        principalTable: "PointsEntries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PointsMoves_PointsLots_LotId",
                        column: x => x.LotId,
                        principalTable: "PointsLots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MissionRewards",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    RoundId = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<int>(type: "int", nullable: false),
                    Time = table.Column<int>(type: "int", nullable: false),
                    Prize = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CouponId = table.Column<long>(type: "bigint", nullable: true),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    Missed = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    TakenBackAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Kept = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MissionRewards", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MissionRewards_Coupons_CouponId",
                        column: x => x.CouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_MissionRewards_MissionRounds_RoundId",
                        column: x => x.RoundId,
                        principalTable: "MissionRounds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StampEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    FirstId = table.Column<long>(type: "bigint", nullable: false),
                    CardId = table.Column<long>(type: "bigint", nullable: false),
                    Stamps = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ProgrammeId = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    RefundId = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    StaffId = table.Column<long>(type: "bigint", nullable: true),
                    Key = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: true),
                    Inputs = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StampEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StampEntries_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_StampEntries_StampCards_CardId",
                        column: x => x.CardId,
                        principalTable: "StampCards",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StampRewards",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    CardId = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<int>(type: "int", nullable: false),
                    Prize = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CouponId = table.Column<long>(type: "bigint", nullable: true),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    Missed = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    TakenBackAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Kept = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StampRewards", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StampRewards_Coupons_CouponId",
                        column: x => x.CouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_StampRewards_StampCards_CardId",
                        column: x => x.CardId,
                        principalTable: "StampCards",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PurchaseLines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<int>(type: "int", nullable: false),
                    Sku = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Category = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Quantity = table.Column<int>(type: "int", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    PaidShare = table.Column<long>(type: "bigint", nullable: false),
                    TierDiscount = table.Column<long>(type: "bigint", nullable: false),
                    PointsRedeemed = table.Column<long>(type: "bigint", nullable: false),
                    EarnsPoints = table.Column<bool>(type: "bit", nullable: false),
                    Delivery = table.Column<bool>(type: "bit", nullable: false),
                    RefundedQuantity = table.Column<int>(type: "int", nullable: false),
                    VouchersRefunded = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PurchaseLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PurchaseLines_Purchases_PurchaseId",
                        column: x => x.PurchaseId,
                        principalTable: "Purchases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Refunds",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: false),
                    RefundNumber = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    OccurredAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    PointsTakenBack = table.Column<long>(type: "bigint", nullable: false),
                    PointsGivenBack = table.Column<long>(type: "bigint", nullable: false),
                    CouponReturned = table.Column<bool>(type: "bit", nullable: false),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Refunds", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Refunds_Purchases_PurchaseId",
                        column: x => x.PurchaseId,
                        principalTable: "Purchases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "VoucherRefunds",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    CouponId = table.Column<long>(type: "bigint", nullable: false),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Units = table.Column<long>(type: "bigint", nullable: false),
                    Principal = table.Column<long>(type: "bigint", nullable: false),
                    FeePercent = table.Column<int>(type: "int", nullable: false),
                    Fee = table.Column<long>(type: "bigint", nullable: false),
                    PointsTakenBack = table.Column<long>(type: "bigint", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    StoreId = table.Column<long>(type: "bigint", nullable: true),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: true),
                    StaffId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherRefunds", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VoucherRefunds_Coupons_CouponId",
                        column: x => x.CouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_VoucherRefunds_Purchases_PurchaseId",
                        column: x => x.PurchaseId,
                        principalTable: "Purchases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Redemptions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(22)", maxLength: 22, nullable: false),
                    ItemId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    EntryId = table.Column<long>(type: "bigint", nullable: false),
                    CouponId = table.Column<long>(type: "bigint", nullable: true),
                    DrawEntryId = table.Column<long>(type: "bigint", nullable: true),
                    StoreId = table.Column<long>(type: "bigint", nullable: true),
                    PosKeyId = table.Column<long>(type: "bigint", nullable: true),
                    CancellableUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    CancelledAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Redemptions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Redemptions_Coupons_CouponId",
                        column: x => x.CouponId,
                        principalTable: "Coupons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Redemptions_DrawEntries_DrawEntryId",
                        column: x => x.DrawEntryId,
                        principalTable: "DrawEntries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Redemptions_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Redemptions_PointsEntries_EntryId",
                        column: x => x.EntryId,
                        principalTable: "PointsEntries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Redemptions_RewardItems_ItemId",
                        column: x => x.ItemId,
                        principalTable: "RewardItems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RefundLines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    RefundId = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<int>(type: "int", nullable: false),
                    Quantity = table.Column<int>(type: "int", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RefundLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RefundLines_Refunds_RefundId",
                        column: x => x.RefundId,
                        principalTable: "Refunds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_At",
                table: "AuditEntries",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_Barcodes_MemberId_ValidFrom",
                table: "Barcodes",
                columns: new[] { "MemberId", "ValidFrom" });

            migrationBuilder.CreateIndex(
                name: "IX_Barcodes_ValidTo",
                table: "Barcodes",
                column: "ValidTo");

            migrationBuilder.CreateIndex(
                name: "IX_BuyerMoves_MemberId_Day",
                table: "BuyerMoves",
                columns: new[] { "MemberId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_BuyerMoves_Score_Day",
                table: "BuyerMoves",
                columns: new[] { "Score", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_BuyerStats_Nes",
                table: "BuyerStats",
                column: "Nes");

            migrationBuilder.CreateIndex(
                name: "IX_BuyerStats_Rfm",
                table: "BuyerStats",
                column: "Rfm");

            migrationBuilder.CreateIndex(
                name: "IX_CampaignClicks_CampaignId_Link_LineAccountId",
                table: "CampaignClicks",
                columns: new[] { "CampaignId", "Link", "LineAccountId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CampaignClicks_LineAccountId",
                table: "CampaignClicks",
                column: "LineAccountId");

            migrationBuilder.CreateIndex(
                name: "IX_CampaignClicks_MemberId",
                table: "CampaignClicks",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_Campaigns_ParentId_PlannedFor",
                table: "Campaigns",
                columns: new[] { "ParentId", "PlannedFor" },
                unique: true,
                filter: "[ParentId] IS NOT NULL AND [PlannedFor] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Campaigns_State_ScheduledAt",
                table: "Campaigns",
                columns: new[] { "State", "ScheduledAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CodeBatches_DefinitionId",
                table: "CodeBatches",
                column: "DefinitionId");

            migrationBuilder.CreateIndex(
                name: "IX_CouponDefinitions_Code",
                table: "CouponDefinitions",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CouponDefinitions_SoldSku",
                table: "CouponDefinitions",
                column: "SoldSku");

            migrationBuilder.CreateIndex(
                name: "IX_CouponGifts_CouponId",
                table: "CouponGifts",
                column: "CouponId");

            migrationBuilder.CreateIndex(
                name: "IX_CouponGifts_GiverId_OfferedAt",
                table: "CouponGifts",
                columns: new[] { "GiverId", "OfferedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CouponGifts_NewCouponId",
                table: "CouponGifts",
                column: "NewCouponId");

            migrationBuilder.CreateIndex(
                name: "IX_CouponGifts_ReceiverId",
                table: "CouponGifts",
                column: "ReceiverId");

            migrationBuilder.CreateIndex(
                name: "IX_CouponGifts_State_Until",
                table: "CouponGifts",
                columns: new[] { "State", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_CouponGifts_TokenIndex",
                table: "CouponGifts",
                column: "TokenIndex",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_CodeIndex",
                table: "Coupons",
                column: "CodeIndex",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_DefinitionId",
                table: "Coupons",
                column: "DefinitionId");

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_GivenFromId",
                table: "Coupons",
                column: "GivenFromId");

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_IssueKey",
                table: "Coupons",
                column: "IssueKey",
                unique: true,
                filter: "[IssueKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_MemberId_DefinitionId",
                table: "Coupons",
                columns: new[] { "MemberId", "DefinitionId" });

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_MemberId_State_ValidUntil",
                table: "Coupons",
                columns: new[] { "MemberId", "State", "ValidUntil" });

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_PurchaseId",
                table: "Coupons",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_Ref",
                table: "Coupons",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_SoldInPurchaseId",
                table: "Coupons",
                column: "SoldInPurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_Coupons_State_ValidUntil",
                table: "Coupons",
                columns: new[] { "State", "ValidUntil" });

            migrationBuilder.CreateIndex(
                name: "IX_CouponUses_CouponId_State",
                table: "CouponUses",
                columns: new[] { "CouponId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_CouponUses_MemberId_DefinitionId_Day",
                table: "CouponUses",
                columns: new[] { "MemberId", "DefinitionId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_CouponUses_PurchaseId",
                table: "CouponUses",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_CouponUses_Ref",
                table: "CouponUses",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CouponUses_State_HeldUntil",
                table: "CouponUses",
                columns: new[] { "State", "HeldUntil" });

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_CampaignId",
                table: "Deliveries",
                column: "CampaignId",
                filter: "\"CampaignId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_CauseKey",
                table: "Deliveries",
                column: "CauseKey",
                unique: true,
                filter: "[CauseKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_State_Purpose_Multicast_DueAt",
                table: "Deliveries",
                columns: new[] { "State", "Purpose", "Multicast", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_DeliveryRecipients_DeliveryId",
                table: "DeliveryRecipients",
                column: "DeliveryId");

            migrationBuilder.CreateIndex(
                name: "IX_DeliveryRecipients_LineAccountId_DeliveryId",
                table: "DeliveryRecipients",
                columns: new[] { "LineAccountId", "DeliveryId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DeliveryRecipients_MemberId",
                table: "DeliveryRecipients",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_DrawEntries_CouponId",
                table: "DrawEntries",
                column: "CouponId");

            migrationBuilder.CreateIndex(
                name: "IX_DrawEntries_DrawId_MemberId",
                table: "DrawEntries",
                columns: new[] { "DrawId", "MemberId" });

            migrationBuilder.CreateIndex(
                name: "IX_DrawEntries_Key",
                table: "DrawEntries",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DrawEntries_MemberId",
                table: "DrawEntries",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_DrawEntries_PointsEntryId",
                table: "DrawEntries",
                column: "PointsEntryId");

            migrationBuilder.CreateIndex(
                name: "IX_DrawEntries_PrizeId",
                table: "DrawEntries",
                column: "PrizeId");

            migrationBuilder.CreateIndex(
                name: "IX_DrawEntries_Ref",
                table: "DrawEntries",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DrawEntries_ToTell",
                table: "DrawEntries",
                column: "ToTell");

            migrationBuilder.CreateIndex(
                name: "IX_DrawPrize_DrawId",
                table: "DrawPrize",
                column: "DrawId");

            migrationBuilder.CreateIndex(
                name: "IX_Draws_Code",
                table: "Draws",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Draws_State_DrawAt",
                table: "Draws",
                columns: new[] { "State", "DrawAt" });

            migrationBuilder.CreateIndex(
                name: "IX_EarningRules_Code",
                table: "EarningRules",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_EarningRuleVersions_RuleId_Version",
                table: "EarningRuleVersions",
                columns: new[] { "RuleId", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Enrolments_JourneyId_MemberId_EntryKey",
                table: "Enrolments",
                columns: new[] { "JourneyId", "MemberId", "EntryKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Enrolments_MemberId_State",
                table: "Enrolments",
                columns: new[] { "MemberId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Enrolments_State_DueAt",
                table: "Enrolments",
                columns: new[] { "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Families_OwnerId",
                table: "Families",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_FamilyInvites_FamilyId",
                table: "FamilyInvites",
                column: "FamilyId");

            migrationBuilder.CreateIndex(
                name: "IX_FamilyInvites_Ref",
                table: "FamilyInvites",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_FamilyInvites_TokenIndex",
                table: "FamilyInvites",
                column: "TokenIndex",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_FamilyMembers_FamilyId",
                table: "FamilyMembers",
                column: "FamilyId");

            migrationBuilder.CreateIndex(
                name: "IX_FamilyMembers_MemberId_LeftAt",
                table: "FamilyMembers",
                columns: new[] { "MemberId", "LeftAt" });

            migrationBuilder.CreateIndex(
                name: "IX_GrantRequests_Form",
                table: "GrantRequests",
                column: "Form",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GrantRequests_RequestedBy_RequestedAt",
                table: "GrantRequests",
                columns: new[] { "RequestedBy", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_GrantRequests_State_RequestedAt",
                table: "GrantRequests",
                columns: new[] { "State", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_IdempotencyRecords_PosKeyId_Operation_Key",
                table: "IdempotencyRecords",
                columns: new[] { "PosKeyId", "Operation", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_InboxEvents_LineUserId_EventTime",
                table: "InboxEvents",
                columns: new[] { "LineUserId", "EventTime" },
                filter: "\"State\" = 'Pending'");

            migrationBuilder.CreateIndex(
                name: "IX_InboxEvents_ReplyToSend",
                table: "InboxEvents",
                column: "LineUserId",
                filter: "\"ReplyBody\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_InboxEvents_WebhookEventId",
                table: "InboxEvents",
                column: "WebhookEventId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JoinSources_Code",
                table: "JoinSources",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JourneyClicks_EnrolmentId_Visit_Link",
                table: "JourneyClicks",
                columns: new[] { "EnrolmentId", "Visit", "Link" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JourneyClicks_JourneyId_Node",
                table: "JourneyClicks",
                columns: new[] { "JourneyId", "Node" });

            migrationBuilder.CreateIndex(
                name: "IX_JourneyClicks_MemberId",
                table: "JourneyClicks",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_JourneyPresences_MemberId",
                table: "JourneyPresences",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_Journeys_Code",
                table: "Journeys",
                column: "Code",
                unique: true,
                filter: "[Code] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_JourneySteps_DeliveryId",
                table: "JourneySteps",
                column: "DeliveryId");

            migrationBuilder.CreateIndex(
                name: "IX_JourneySteps_EnrolmentId_Visit",
                table: "JourneySteps",
                columns: new[] { "EnrolmentId", "Visit" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JourneySteps_JourneyId_Node",
                table: "JourneySteps",
                columns: new[] { "JourneyId", "Node" });

            migrationBuilder.CreateIndex(
                name: "IX_JourneyTasks_DoneAt_CreatedAt",
                table: "JourneyTasks",
                columns: new[] { "DoneAt", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_JourneyTasks_JourneyId",
                table: "JourneyTasks",
                column: "JourneyId");

            migrationBuilder.CreateIndex(
                name: "IX_JourneyTasks_Key",
                table: "JourneyTasks",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JourneyTasks_MemberId",
                table: "JourneyTasks",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_JourneyVersions_JourneyId_Number",
                table: "JourneyVersions",
                columns: new[] { "JourneyId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LateItems_MemberRef_State",
                table: "LateItems",
                columns: new[] { "MemberRef", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_LateItems_PosKeyId_Key",
                table: "LateItems",
                columns: new[] { "PosKeyId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LateItems_Ref",
                table: "LateItems",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LateItems_State_ReceivedAt",
                table: "LateItems",
                columns: new[] { "State", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_LateItems_Store_ReceiptNumber",
                table: "LateItems",
                columns: new[] { "Store", "ReceiptNumber" });

            migrationBuilder.CreateIndex(
                name: "IX_LineAccounts_LineUserId",
                table: "LineAccounts",
                column: "LineUserId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LineAccounts_MemberId",
                table: "LineAccounts",
                column: "MemberId",
                unique: true,
                filter: "[MemberId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ListRequests_CampaignId_EndedAt",
                table: "ListRequests",
                columns: new[] { "CampaignId", "EndedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_MemberCodeUses_UsedAt",
                table: "MemberCodeUses",
                column: "UsedAt");

            migrationBuilder.CreateIndex(
                name: "IX_MemberEvents_Kind_At",
                table: "MemberEvents",
                columns: new[] { "Kind", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_MemberEvents_LineAccountId_At",
                table: "MemberEvents",
                columns: new[] { "LineAccountId", "At" },
                filter: "\"LineAccountId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_MemberEvents_MemberId_At",
                table: "MemberEvents",
                columns: new[] { "MemberId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_MemberMenus_MenuId",
                table: "MemberMenus",
                column: "MenuId");

            migrationBuilder.CreateIndex(
                name: "IX_Members_BirthMonth_BirthDay",
                table: "Members",
                columns: new[] { "BirthMonth", "BirthDay" });

            migrationBuilder.CreateIndex(
                name: "IX_Members_CardNumber",
                table: "Members",
                column: "CardNumber",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Members_LastPurchaseAt",
                table: "Members",
                column: "LastPurchaseAt");

            migrationBuilder.CreateIndex(
                name: "IX_Members_Name",
                table: "Members",
                column: "Name");

            migrationBuilder.CreateIndex(
                name: "IX_Members_PhoneIndex",
                table: "Members",
                column: "PhoneIndex",
                unique: true,
                filter: "[PhoneIndex] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Members_Ref",
                table: "Members",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Members_TierLevel",
                table: "Members",
                column: "TierLevel");

            migrationBuilder.CreateIndex(
                name: "IX_MemberSessions_ExpiresAt",
                table: "MemberSessions",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_MemberSessions_LineAccountId",
                table: "MemberSessions",
                column: "LineAccountId");

            migrationBuilder.CreateIndex(
                name: "IX_MemberSessions_TokenHash",
                table: "MemberSessions",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MemberTags_ExpiresAt",
                table: "MemberTags",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_MemberTags_Name",
                table: "MemberTags",
                column: "Name");

            migrationBuilder.CreateIndex(
                name: "IX_MissionRewards_CouponId",
                table: "MissionRewards",
                column: "CouponId");

            migrationBuilder.CreateIndex(
                name: "IX_MissionRewards_RoundId_Position_Time",
                table: "MissionRewards",
                columns: new[] { "RoundId", "Position", "Time" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MissionRounds_MemberId",
                table: "MissionRounds",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_MissionRounds_MissionId_MemberId_Key",
                table: "MissionRounds",
                columns: new[] { "MissionId", "MemberId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Missions_Code",
                table: "Missions",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MissionSignals_MemberId",
                table: "MissionSignals",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_MissionVersions_MissionId_Version",
                table: "MissionVersions",
                columns: new[] { "MissionId", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OneTimeCodes_Challenge",
                table: "OneTimeCodes",
                column: "Challenge",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OneTimeCodes_LineAccountId_CreatedAt",
                table: "OneTimeCodes",
                columns: new[] { "LineAccountId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OneTimeCodes_PhoneIndex_CreatedAt",
                table: "OneTimeCodes",
                columns: new[] { "PhoneIndex", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OutsideMessages_Key",
                table: "OutsideMessages",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OutsideMessages_MemberId_CreatedAt",
                table: "OutsideMessages",
                columns: new[] { "MemberId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OutsideMessages_State_DueAt",
                table: "OutsideMessages",
                columns: new[] { "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Pictures_AddedAt",
                table: "Pictures",
                column: "AddedAt");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MemberId",
                table: "PointsAdjustments",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_PosKeyId_Day",
                table: "PointsAdjustments",
                columns: new[] { "PosKeyId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_Ref",
                table: "PointsAdjustments",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_StaffId_Day",
                table: "PointsAdjustments",
                columns: new[] { "StaffId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_State_At",
                table: "PointsAdjustments",
                columns: new[] { "State", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsBatches_Form",
                table: "PointsBatches",
                column: "Form",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PointsEntries_MemberId_At",
                table: "PointsEntries",
                columns: new[] { "MemberId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsEntries_MemberId_Rule",
                table: "PointsEntries",
                columns: new[] { "MemberId", "Rule" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsEntries_PurchaseId",
                table: "PointsEntries",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsGifts_EntryId",
                table: "PointsGifts",
                column: "EntryId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsGifts_GiverId_FormKey",
                table: "PointsGifts",
                columns: new[] { "GiverId", "FormKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PointsGifts_ReceiverId",
                table: "PointsGifts",
                column: "ReceiverId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsGifts_Ref",
                table: "PointsGifts",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PointsGifts_State_Until",
                table: "PointsGifts",
                columns: new[] { "State", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsGifts_TokenIndex",
                table: "PointsGifts",
                column: "TokenIndex",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PointsGrants_BatchId",
                table: "PointsGrants",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsGrants_Key",
                table: "PointsGrants",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PointsGrants_MemberId",
                table: "PointsGrants",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsLots_ExpiresAt",
                table: "PointsLots",
                column: "ExpiresAt",
                filter: "\"Remaining\" > 0");

            migrationBuilder.CreateIndex(
                name: "IX_PointsLots_MemberId_EarnedAt",
                table: "PointsLots",
                columns: new[] { "MemberId", "EarnedAt" },
                filter: "\"Remaining\" <> 0");

            migrationBuilder.CreateIndex(
                name: "IX_PointsLots_MemberId_ExpiresAt",
                table: "PointsLots",
                columns: new[] { "MemberId", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsLots_PurchaseId",
                table: "PointsLots",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsMoves_EntryId",
                table: "PointsMoves",
                column: "EntryId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsMoves_LotId",
                table: "PointsMoves",
                column: "LotId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsPolicyVersions_Version",
                table: "PointsPolicyVersions",
                column: "Version",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PoolCodes_BatchId",
                table: "PoolCodes",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_PoolCodes_CodeIndex",
                table: "PoolCodes",
                column: "CodeIndex",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PoolCodes_CouponId",
                table: "PoolCodes",
                column: "CouponId",
                unique: true,
                filter: "[CouponId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PoolCodes_DefinitionId_CouponId_Id",
                table: "PoolCodes",
                columns: new[] { "DefinitionId", "CouponId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_PosKeys_KeyId",
                table: "PosKeys",
                column: "KeyId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Products_Sku",
                table: "Products",
                column: "Sku",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProgrammeSteps_Programme_MemberId_Key",
                table: "ProgrammeSteps",
                columns: new[] { "Programme", "MemberId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PromoWords_DefinitionId",
                table: "PromoWords",
                column: "DefinitionId");

            migrationBuilder.CreateIndex(
                name: "IX_PromoWords_Word",
                table: "PromoWords",
                column: "Word",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseLines_PurchaseId_Position",
                table: "PurchaseLines",
                columns: new[] { "PurchaseId", "Position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_OccurredAt",
                table: "Purchases",
                columns: new[] { "MemberId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_SoldOn_Paid_Refunded_VouchersRefunded_WhollyReturned",
                table: "Purchases",
                columns: new[] { "MemberId", "SoldOn", "Paid", "Refunded", "VouchersRefunded", "WhollyReturned" });

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_OccurredAt",
                table: "Purchases",
                column: "OccurredAt");

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_Ref",
                table: "Purchases",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_StoreId_ReceiptNumber",
                table: "Purchases",
                columns: new[] { "StoreId", "ReceiptNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Redemptions_CouponId",
                table: "Redemptions",
                column: "CouponId");

            migrationBuilder.CreateIndex(
                name: "IX_Redemptions_DrawEntryId",
                table: "Redemptions",
                column: "DrawEntryId");

            migrationBuilder.CreateIndex(
                name: "IX_Redemptions_EntryId",
                table: "Redemptions",
                column: "EntryId");

            migrationBuilder.CreateIndex(
                name: "IX_Redemptions_ItemId_At",
                table: "Redemptions",
                columns: new[] { "ItemId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Redemptions_MemberId_Key",
                table: "Redemptions",
                columns: new[] { "MemberId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Redemptions_Ref",
                table: "Redemptions",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReferralCodes_Code",
                table: "ReferralCodes",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_FriendId",
                table: "Referrals",
                column: "FriendId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_InviterId_State",
                table: "Referrals",
                columns: new[] { "InviterId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_State",
                table: "Referrals",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_RefundLines_RefundId",
                table: "RefundLines",
                column: "RefundId");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_PurchaseId_RefundNumber",
                table: "Refunds",
                columns: new[] { "PurchaseId", "RefundNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_Ref",
                table: "Refunds",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RewardItems_Code",
                table: "RewardItems",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RichMenuPublications_MenuId",
                table: "RichMenuPublications",
                column: "MenuId");

            migrationBuilder.CreateIndex(
                name: "IX_ScheduleRuns_Schedule_PlannedAt",
                table: "ScheduleRuns",
                columns: new[] { "Schedule", "PlannedAt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ScheduleRuns_State",
                table: "ScheduleRuns",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_SegmentPresences_MemberId",
                table: "SegmentPresences",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_Segments_Code",
                table: "Segments",
                column: "Code",
                unique: true,
                filter: "[Code] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_StaffAccounts_UserName",
                table: "StaffAccounts",
                column: "UserName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StaffInvitations_TokenHash",
                table: "StaffInvitations",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StaffSessions_StaffId",
                table: "StaffSessions",
                column: "StaffId");

            migrationBuilder.CreateIndex(
                name: "IX_StaffSessions_TokenHash",
                table: "StaffSessions",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StampCards_FirstId",
                table: "StampCards",
                column: "FirstId");

            migrationBuilder.CreateIndex(
                name: "IX_StampCards_MemberId_FirstId_Number",
                table: "StampCards",
                columns: new[] { "MemberId", "FirstId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StampCards_ProgrammeId",
                table: "StampCards",
                column: "ProgrammeId");

            migrationBuilder.CreateIndex(
                name: "IX_StampEntries_CardId",
                table: "StampEntries",
                column: "CardId");

            migrationBuilder.CreateIndex(
                name: "IX_StampEntries_Key",
                table: "StampEntries",
                column: "Key",
                unique: true,
                filter: "[Key] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_StampEntries_MemberId_FirstId_At",
                table: "StampEntries",
                columns: new[] { "MemberId", "FirstId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_StampEntries_PurchaseId",
                table: "StampEntries",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_StampProgrammes_Code",
                table: "StampProgrammes",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StampProgrammeVersions_ProgrammeId_Version",
                table: "StampProgrammeVersions",
                columns: new[] { "ProgrammeId", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StampRewards_CardId",
                table: "StampRewards",
                column: "CardId");

            migrationBuilder.CreateIndex(
                name: "IX_StampRewards_CouponId",
                table: "StampRewards",
                column: "CouponId");

            migrationBuilder.CreateIndex(
                name: "IX_Stores_Code",
                table: "Stores",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TagRules_Tag",
                table: "TagRules",
                column: "Tag",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TierPeriods_MemberId_FromAt",
                table: "TierPeriods",
                columns: new[] { "MemberId", "FromAt" });

            migrationBuilder.CreateIndex(
                name: "IX_TierPeriods_PurchaseId",
                table: "TierPeriods",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_TierPeriods_ToAt_ValidUntil",
                table: "TierPeriods",
                columns: new[] { "ToAt", "ValidUntil" });

            migrationBuilder.CreateIndex(
                name: "IX_TierPeriods_ToTell",
                table: "TierPeriods",
                column: "ToTell");

            migrationBuilder.CreateIndex(
                name: "IX_Tiers_Code",
                table: "Tiers",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VoucherRefunds_CouponId",
                table: "VoucherRefunds",
                column: "CouponId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherRefunds_PurchaseId",
                table: "VoucherRefunds",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherRefunds_Ref",
                table: "VoucherRefunds",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WebEvents_Key",
                table: "WebEvents",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WebEvents_MemberId",
                table: "WebEvents",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookCalls_DoneAt_DueAt",
                table: "WebhookCalls",
                columns: new[] { "DoneAt", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_WebhookCalls_JourneyId",
                table: "WebhookCalls",
                column: "JourneyId");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookCalls_Key",
                table: "WebhookCalls",
                column: "Key",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AttemptCounters");

            migrationBuilder.DropTable(
                name: "AudienceListMembers");

            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "Barcodes");

            migrationBuilder.DropTable(
                name: "BuyerMoves");

            migrationBuilder.DropTable(
                name: "BuyerStats");

            migrationBuilder.DropTable(
                name: "CampaignClicks");

            migrationBuilder.DropTable(
                name: "CampaignRecipients");

            migrationBuilder.DropTable(
                name: "ConversationLeases");

            migrationBuilder.DropTable(
                name: "CouponGifts");

            migrationBuilder.DropTable(
                name: "CouponUses");

            migrationBuilder.DropTable(
                name: "DeliveryRecipients");

            migrationBuilder.DropTable(
                name: "EarningRuleVersions");

            migrationBuilder.DropTable(
                name: "EmailCodes");

            migrationBuilder.DropTable(
                name: "FamilyInvites");

            migrationBuilder.DropTable(
                name: "FamilyMembers");

            migrationBuilder.DropTable(
                name: "GiftRules");

            migrationBuilder.DropTable(
                name: "GrantRequests");

            migrationBuilder.DropTable(
                name: "IdempotencyRecords");

            migrationBuilder.DropTable(
                name: "InboxEvents");

            migrationBuilder.DropTable(
                name: "JoinSources");

            migrationBuilder.DropTable(
                name: "JourneyClicks");

            migrationBuilder.DropTable(
                name: "JourneyPresences");

            migrationBuilder.DropTable(
                name: "JourneySignals");

            migrationBuilder.DropTable(
                name: "JourneySteps");

            migrationBuilder.DropTable(
                name: "JourneyTasks");

            migrationBuilder.DropTable(
                name: "JourneyVersions");

            migrationBuilder.DropTable(
                name: "LateItems");

            migrationBuilder.DropTable(
                name: "ListRequests");

            migrationBuilder.DropTable(
                name: "MemberCodeUses");

            migrationBuilder.DropTable(
                name: "MemberEvents");

            migrationBuilder.DropTable(
                name: "MemberMenus");

            migrationBuilder.DropTable(
                name: "MemberSessions");

            migrationBuilder.DropTable(
                name: "MemberTags");

            migrationBuilder.DropTable(
                name: "MenuImages");

            migrationBuilder.DropTable(
                name: "Menus");

            migrationBuilder.DropTable(
                name: "MissionRewards");

            migrationBuilder.DropTable(
                name: "MissionSignals");

            migrationBuilder.DropTable(
                name: "MissionVersions");

            migrationBuilder.DropTable(
                name: "OneTimeCodes");

            migrationBuilder.DropTable(
                name: "OutsideMessages");

            migrationBuilder.DropTable(
                name: "Pictures");

            migrationBuilder.DropTable(
                name: "PointsAdjustments");

            migrationBuilder.DropTable(
                name: "PointsBatches");

            migrationBuilder.DropTable(
                name: "PointsGifts");

            migrationBuilder.DropTable(
                name: "PointsGrants");

            migrationBuilder.DropTable(
                name: "PointsMoves");

            migrationBuilder.DropTable(
                name: "PointsPolicyVersions");

            migrationBuilder.DropTable(
                name: "PoolCodes");

            migrationBuilder.DropTable(
                name: "PosKeys");

            migrationBuilder.DropTable(
                name: "Products");

            migrationBuilder.DropTable(
                name: "ProgrammeSteps");

            migrationBuilder.DropTable(
                name: "PromoWords");

            migrationBuilder.DropTable(
                name: "PurchaseLines");

            migrationBuilder.DropTable(
                name: "RateShares");

            migrationBuilder.DropTable(
                name: "Redemptions");

            migrationBuilder.DropTable(
                name: "ReferralCodes");

            migrationBuilder.DropTable(
                name: "Referrals");

            migrationBuilder.DropTable(
                name: "RefundLines");

            migrationBuilder.DropTable(
                name: "RichMenuPublications");

            migrationBuilder.DropTable(
                name: "ScheduleRuns");

            migrationBuilder.DropTable(
                name: "SegmentPresences");

            migrationBuilder.DropTable(
                name: "Settings");

            migrationBuilder.DropTable(
                name: "StaffInvitations");

            migrationBuilder.DropTable(
                name: "StaffSessions");

            migrationBuilder.DropTable(
                name: "StampEntries");

            migrationBuilder.DropTable(
                name: "StampProgrammeVersions");

            migrationBuilder.DropTable(
                name: "StampRewards");

            migrationBuilder.DropTable(
                name: "TagRules");

            migrationBuilder.DropTable(
                name: "TierPeriods");

            migrationBuilder.DropTable(
                name: "Tiers");

            migrationBuilder.DropTable(
                name: "UnbookedDeliveries");

            migrationBuilder.DropTable(
                name: "VoucherRefunds");

            migrationBuilder.DropTable(
                name: "WebEvents");

            migrationBuilder.DropTable(
                name: "WebhookCalls");

            migrationBuilder.DropTable(
                name: "AudienceLists");

            migrationBuilder.DropTable(
                name: "EarningRules");

            migrationBuilder.DropTable(
                name: "Families");

            migrationBuilder.DropTable(
                name: "Enrolments");

            migrationBuilder.DropTable(
                name: "Campaigns");

            migrationBuilder.DropTable(
                name: "LineAccounts");

            migrationBuilder.DropTable(
                name: "MissionRounds");

            migrationBuilder.DropTable(
                name: "PointsLots");

            migrationBuilder.DropTable(
                name: "CodeBatches");

            migrationBuilder.DropTable(
                name: "DrawEntries");

            migrationBuilder.DropTable(
                name: "RewardItems");

            migrationBuilder.DropTable(
                name: "Refunds");

            migrationBuilder.DropTable(
                name: "Segments");

            migrationBuilder.DropTable(
                name: "StaffAccounts");

            migrationBuilder.DropTable(
                name: "StampCards");

            migrationBuilder.DropTable(
                name: "Deliveries");

            migrationBuilder.DropTable(
                name: "Journeys");

            migrationBuilder.DropTable(
                name: "Missions");

            migrationBuilder.DropTable(
                name: "Coupons");

            migrationBuilder.DropTable(
                name: "DrawPrize");

            migrationBuilder.DropTable(
                name: "PointsEntries");

            migrationBuilder.DropTable(
                name: "Purchases");

            migrationBuilder.DropTable(
                name: "StampProgrammes");

            migrationBuilder.DropTable(
                name: "CouponDefinitions");

            migrationBuilder.DropTable(
                name: "Draws");

            migrationBuilder.DropTable(
                name: "Members");

            migrationBuilder.DropTable(
                name: "Stores");
        }
    }
}
