using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Clicks;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using LineLoyalty.Outside;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>Does what an action says, for one member, within the walk's unit. Every effect carries the enrolment and the visit in its key.</summary>
internal sealed class JourneyActions(
    LoyaltyDb db, Outbox outbox, RenderCampaign render, ContactRules rules, ClickLinks clicks, ChooseChannel channels, IssueCoupon issue, GivePoints points, GiveMission missions, ChooseMenu menus, WearTag wear, BrandTime time, ReadSendingRules said)
{
    internal const string Cause = "journey";
    internal const string TagSource = "journey:";
    private const int MostCoupons = 5;

    private readonly Dictionary<string, CampaignRendering> rendered = [];
    private Dictionary<long, Person> people = [];
    private HashSet<long> enough = [];
    private SendingRules sending = null!;

    private sealed record Person(Member Member, LineAccount? Account)
    {
        public MemberValues? Values { get; set; }
    }

    /// <summary>Reads, under the locks, everything about these members that messages ask for.</summary>
    public async Task PrepareAsync(IReadOnlyCollection<long> members, CancellationToken ct)
    {
        var accounts = await db.LineAccounts.AsNoTracking().Where(a => a.MemberId != null && members.Contains(a.MemberId.Value)).ToListAsync(ct);
        people = (await db.Members.AsNoTracking().Where(m => members.Contains(m.Id) && m.ErasedAt == null).ToListAsync(ct))
            .ToDictionary(m => m.Id, m => new Person(m, accounts.Find(a => a.MemberId == m.Id)));
        enough = await rules.HadEnoughAsync(members, ct);
        sending = await said.ExecuteAsync(ct);
    }

    /// <summary>As they are now; null for one who is erased.</summary>
    public Member? Member(long id) => people.GetValueOrDefault(id)?.Member;

    public async Task<StepOutcome> ExecuteAsync(Enrolment enrolment, JourneyDefinition definition, JourneyNode node, DateTime now, CancellationToken ct)
    {
        // Tags say what is so; all else would come as a surprise days after its time.
        if (node is not (ChangeTag or ShowMenu) && LateDays(enrolment) > sending.LatestDays) return StepOutcome.On(StepResults.Late);
        var key = string.Create(CultureInfo.InvariantCulture, $"{Cause}:{enrolment.Id}:{enrolment.Visit}");
        switch (node)
        {
            case SendMessage message:
                return await SendAsync(message, enrolment, definition, key, now, ct);
            case WriteOutside write:
                return await WriteAsync(write.Words, enrolment, key, now, ct);
            case GiveCoupon give:
                return StepOutcome.On((await issue.ExecuteAsync(enrolment.MemberId, give.Coupon, Cause, key, ct)).Refusal?.Code ?? StepResults.Given);
            case GivePointsStep give:
                return StepOutcome.On((await points.AdjustAsync(enrolment.MemberId, give.Points, Cause, key, staffId: null, batchId: null, ct)).Refusal?.Code ?? StepResults.Given);
            case GiveMissionStep give:
                return StepOutcome.On((await missions.ExecuteAsync(enrolment.MemberId, give.Mission, key, string.Create(CultureInfo.InvariantCulture, $"{TagSource}{enrolment.JourneyId}"), ct)).Refusal?.Code ?? StepResults.Given);
            case ShowMenu show:
                await menus.ExecuteAsync(enrolment.MemberId, show.Menu, string.Create(CultureInfo.InvariantCulture, $"{TagSource}{enrolment.JourneyId}"), ct);
                return StepOutcome.On(StepResults.Done);
            case ChangeTag tag:
                await TagAsync(tag, enrolment, now, ct);
                return StepOutcome.On(StepResults.Done);
            case AskClerk task:
                db.JourneyTasks.Add(new JourneyTask { JourneyId = enrolment.JourneyId, MemberId = enrolment.MemberId, Key = key, Title = task.Title, Note = task.Note, CreatedAt = now });
                return StepOutcome.On(StepResults.Asked);
            case CallWebhook call:
                db.WebhookCalls.Add(new WebhookCall { JourneyId = enrolment.JourneyId, MemberId = enrolment.MemberId, Key = key, Url = call.Url, Body = WebhookBody(enrolment, node, key, now), CreatedAt = now, DueAt = now });
                return StepOutcome.On(StepResults.Called);
            default:
                throw new InvalidOperationException($"No action for {node.GetType().Name}.");
        }
    }

    private int LateDays(Enrolment enrolment) => time.Today.DayNumber - time.DayOf(enrolment.PlannedAt).DayNumber;

    private async Task<StepOutcome> SendAsync(SendMessage message, Enrolment enrolment, JourneyDefinition definition, string key, DateTime now, CancellationToken ct)
    {
        var person = people[enrolment.MemberId];
        if (person.Account is not { } account || !ProgrammeSteps.Reaches(person.Member, account))
        {
            var why = person.Account is null ? StepResults.Unbound : person.Account.Friend ? StepResults.OptedOut : StepResults.Blocked;
            return message.Outside is { } beside && why != StepResults.OptedOut ? await WriteAsync(beside, enrolment, key, now, ct, message.Always, why) : StepOutcome.On(why);
        }
        if (!message.Always && enough.Contains(enrolment.MemberId))
        {
            return Later(enrolment);
        }
        var content = JourneyText.Fill(await WithCouponsAsync(message.Content, person.Member.Language, enrolment, definition, key, ct), Values(enrolment, person.Member));
        person.Values ??= await db.Members.Where(m => m.Id == enrolment.MemberId).Select(PlannedPerson.Read(db)).Select(r => r.Values).SingleAsync(ct);
        var words = content.ToJson();
        if (!rendered.TryGetValue(words, out var rendering)) rendered[words] = rendering = await render.PrepareAsync(content, ct);
        var (visit, version) = (enrolment.Visit, enrolment.Version);
        var messages = rendering.For(person.Values, link => clicks.Address(new JourneyClickTarget(enrolment.Id, visit, version, link)));
        var delivery = outbox.Push(account.Id, enrolment.MemberId, DeliveryPurpose.Marketing, Cause, key, messages, sending.NotBefore(now, time));
        enough.Add(enrolment.MemberId);
        return StepOutcome.On(StepResults.Sent, delivery);
    }

    /// <summary>Tomorrow there may be room for one more message; on the last possible day the step is taken without a word.</summary>
    private StepOutcome Later(Enrolment enrolment) =>
        LateDays(enrolment) >= sending.LatestDays ? StepOutcome.On(StepResults.NoRoom) : new StepOutcome(null, null, time.At(time.Today.AddDays(1), TimeOnly.FromDateTime(time.Local(enrolment.PlannedAt))));

    /// <param name="otherwise">What the step came to when no channel reaches the member.</param>
    private async Task<StepOutcome> WriteAsync(OutsideWords words, Enrolment enrolment, string key, DateTime now, CancellationToken ct, bool always = false, string otherwise = StepResults.NoChannel)
    {
        var person = people[enrolment.MemberId];
        if (!person.Member.MarketingOptIn) return StepOutcome.On(StepResults.OptedOut);
        if (channels.Cheapest(person.Member, words.Channels) is not { } channel) return StepOutcome.On(otherwise);
        if (!always && enough.Contains(enrolment.MemberId)) return Later(enrolment);
        person.Values ??= await db.Members.Where(m => m.Id == enrolment.MemberId).Select(PlannedPerson.Read(db)).Select(r => r.Values).SingleAsync(ct);
        db.OutsideMessages.Add(new OutsideMessage
        {
            MemberId = enrolment.MemberId, Channel = channel, Cause = Cause, Key = key, CreatedAt = now, DueAt = sending.NotBefore(now, time),
            Subject = channel == OutsideChannel.Email ? MemberText.Parse(words.Subject ?? "", out _).For(person.Values) : null, Text = MemberText.Parse(words.Text, out _).For(person.Values),
        });
        enough.Add(enrolment.MemberId);
        return StepOutcome.On(channel == OutsideChannel.Email ? StepResults.SentEmail : StepResults.SentSms);
    }

    /// <summary>Gives the coupons on the cards; a card whose coupon cannot be had goes without it.</summary>
    private async Task<CampaignContent> WithCouponsAsync(CampaignContent content, string language, Enrolment enrolment, JourneyDefinition definition, string key, CancellationToken ct)
    {
        var given = definition.Nodes.OfType<GiveCoupon>().Select(n => n.Coupon).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, code) in content.CouponsIn(language).Index().ToList())
        {
            if (given.Contains(code)) continue;
            var issued = await issue.ExecuteAsync(enrolment.MemberId, code, Cause, CouponKey(key, index), ct);
            if (issued.Refusal is not null) content = content.WithoutCoupon(code);
        }
        return content;
    }

    /// <summary>Keys under which a message may have given coupons.</summary>
    internal static IEnumerable<string> CouponKeys(string key) => Enumerable.Range(0, MostCoupons).Select(i => CouponKey(key, i));

    private static string CouponKey(string key, int index) => string.Create(CultureInfo.InvariantCulture, $"{key}:{index}");

    private Dictionary<string, string> Values(Enrolment enrolment, Member member)
    {
        var facts = enrolment.Facts is null ? new EntryFacts() : JsonSerializer.Deserialize<EntryFacts>(enrolment.Facts, JourneyDefinition.Json)!;
        return new Dictionary<string, string>
        {
            ["expiringPoints"] = MessageLook.Number(facts.Points ?? 0),
            ["expiringCoupons"] = MessageLook.Number(facts.Coupons ?? 0),
            ["expiresOn"] = facts.ExpiresOn is { } day ? MessageLook.Day(day, member.Language) : "",
            ["daysAway"] = member.LastPurchaseAt is { } last ? MessageLook.Number(time.Today.DayNumber - time.DayOf(last).DayNumber) : "",
        };
    }

    private async Task TagAsync(ChangeTag tag, Enrolment enrolment, DateTime now, CancellationToken ct)
    {
        var source = string.Create(CultureInfo.InvariantCulture, $"{TagSource}{enrolment.JourneyId}");
        if (!tag.Remove)
        {
            await wear.ExecuteAsync(enrolment.MemberId, tag.Tag, source, tag.Days is { } days ? time.EndOf(time.Today.AddDays(days)) : null, ct);
            return;
        }
        if (await db.MemberTags.FirstOrDefaultAsync(t => t.MemberId == enrolment.MemberId && t.Name == tag.Tag, ct) is not { } worn) return;
        db.MemberTags.Remove(worn);
        db.MemberEvents.Add(WearTag.TagEvent(enrolment.MemberId, MemberEvents.TagRemoved, now, tag.Tag, source));
        await db.SaveChangesAsync(ct);
    }

    private string WebhookBody(Enrolment enrolment, JourneyNode node, string key, DateTime now) => JsonSerializer.Serialize(new
    {
        id = key, journey = enrolment.JourneyId, step = node.Id, member = people[enrolment.MemberId].Member.Ref, at = now, entered = enrolment.EnteredAt,
    }, JourneyDefinition.Json);
}
