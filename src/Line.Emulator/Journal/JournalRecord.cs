using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Emulator.Accounts;
using Line.Emulator.Audiences;
using Line.Emulator.Channels;
using Line.Emulator.Chats;
using Line.Emulator.Coupons;
using Line.Emulator.Groups;
using Line.Emulator.Liff;
using Line.Emulator.Memberships;
using Line.Emulator.RichMenus;
using Line.Emulator.Sending;
using Line.Emulator.Users;
using Line.Emulator.Webhooks;

namespace Line.Emulator.Journal;

/// <summary>One line of the journal. State changes in no other way than by applying a record, so a restart forgets nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "k")]
[JsonDerivedType(typeof(UserSaved), "user")]
[JsonDerivedType(typeof(MessageUnsent), "unsent")]
[JsonDerivedType(typeof(EventRaised), "event")]
[JsonDerivedType(typeof(EventsSent), "sent")]
[JsonDerivedType(typeof(WebhookUrlSet), "webhook")]
[JsonDerivedType(typeof(SendAccepted), "accepted")]
[JsonDerivedType(typeof(QuotaSet), "quota")]
[JsonDerivedType(typeof(RichMenuCreated), "menu")]
[JsonDerivedType(typeof(RichMenuImageSet), "menuImage")]
[JsonDerivedType(typeof(RichMenuDeleted), "menuDeleted")]
[JsonDerivedType(typeof(RichMenuDefaultSet), "menuDefault")]
[JsonDerivedType(typeof(RichMenuLinked), "menuLinked")]
[JsonDerivedType(typeof(RichMenuBatchDone), "menuBatch")]
[JsonDerivedType(typeof(RichMenuAliasSet), "menuAlias")]
[JsonDerivedType(typeof(RichMenuAliasDeleted), "menuAliasDeleted")]
[JsonDerivedType(typeof(LiffAppSaved), "liff")]
[JsonDerivedType(typeof(LiffAppDeleted), "liffDeleted")]
[JsonDerivedType(typeof(TokenIssued), "token")]
[JsonDerivedType(typeof(TokenRevoked), "revoked")]
[JsonDerivedType(typeof(UserDeauthorized), "deauthorized")]
[JsonDerivedType(typeof(AssertionKeySet), "assertionKey")]
[JsonDerivedType(typeof(NarrowcastAccepted), "narrowcast")]
[JsonDerivedType(typeof(NarrowcastEnded), "narrowcastEnded")]
[JsonDerivedType(typeof(AudienceCreated), "audience")]
[JsonDerivedType(typeof(AudienceAdded), "audienceAdded")]
[JsonDerivedType(typeof(AudienceRenamed), "audienceRenamed")]
[JsonDerivedType(typeof(AudienceDeleted), "audienceDeleted")]
[JsonDerivedType(typeof(CouponCreated), "coupon")]
[JsonDerivedType(typeof(CouponClosed), "couponClosed")]
[JsonDerivedType(typeof(GroupSaved), "group")]
[JsonDerivedType(typeof(MembershipPlanSaved), "membershipPlan")]
[JsonDerivedType(typeof(MembershipChanged), "membership")]
[JsonDerivedType(typeof(PhoneNumberSet), "phoneNumber")]
internal abstract record JournalRecord
{
    [JsonPropertyOrder(-2)]
    public long Seq { get; set; }

    [JsonPropertyOrder(-1)]
    public DateTime At { get; set; }

    public abstract void Apply(World world);
}

internal static class JournalJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = Http.ControlJson.Depth,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowOutOfOrderMetadataProperties = true,
    };
}
