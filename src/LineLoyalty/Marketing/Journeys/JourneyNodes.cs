using System.Text.Json.Serialization;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Outside;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>One step. Where it leads is part of it; nowhere means the journey is over.</summary>
/// <param name="Id">Unique in its journey; numbers and paths are kept by it.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WaitTime), "waitTime")]
[JsonDerivedType(typeof(WaitDay), "waitDay")]
[JsonDerivedType(typeof(WaitClock), "waitClock")]
[JsonDerivedType(typeof(WaitEvent), "waitEvent")]
[JsonDerivedType(typeof(BranchRule), "branchRule")]
[JsonDerivedType(typeof(BranchSplit), "branchSplit")]
[JsonDerivedType(typeof(SendMessage), "message")]
[JsonDerivedType(typeof(GiveCoupon), "coupon")]
[JsonDerivedType(typeof(GivePointsStep), "points")]
[JsonDerivedType(typeof(GiveMissionStep), "mission")]
[JsonDerivedType(typeof(ShowMenu), "menu")]
[JsonDerivedType(typeof(ChangeTag), "tag")]
[JsonDerivedType(typeof(CallWebhook), "webhook")]
[JsonDerivedType(typeof(AskClerk), "clerk")]
[JsonDerivedType(typeof(WriteOutside), "outside")]
public abstract record JourneyNode(string Id)
{
    /// <summary>Each way out, with the node it leads to.</summary>
    [JsonIgnore] public abstract IReadOnlyList<JourneyExit> Exits { get; }

    internal virtual void AddFaults(List<JourneyFault> found)
    {
    }

    private protected void Fault(List<JourneyFault> found, string code, string chinese, string english) => found.Add(new(Id, code, chinese, english));
}

/// <param name="Port">Its name in numbers and paths: <c>next</c>, <c>yes</c>, <c>no</c>, <c>0</c>…</param>
public sealed record JourneyExit(string Port, string? To);

/// <summary>A step that leads on to one other.</summary>
public abstract record StraightNode(string Id) : JourneyNode(Id)
{
    public string? Next { get; init; }
    [JsonIgnore] public override IReadOnlyList<JourneyExit> Exits => [new("next", Next)];
}

/// <summary>Waits so long.</summary>
public sealed record WaitTime(string Id) : StraightNode(Id)
{
    public int Days { get; init; }
    public int Hours { get; init; }
    public int Minutes { get; init; }
    [JsonIgnore] public TimeSpan Length => new(Days, Hours, Minutes, 0);

    internal override void AddFaults(List<JourneyFault> found)
    {
        if (Days is < 0 or > 3650 || Hours is < 0 or > 23 || Minutes is < 0 or > 59 || Length < TimeSpan.FromMinutes(1)) Fault(found, "journey.wait", "請填等待時間（至少 1 分鐘，最多 3650 天）。", "Give a time of one minute to 3650 days.");
    }
}

/// <summary>Waits for a day counted from the trigger's own: day 60 after the last purchase, the birthday itself (0), two days before it (-2).</summary>
public sealed record WaitDay(string Id, int Day) : StraightNode(Id)
{
    public TimeOnly At { get; init; } = new(9, 0);

    internal override void AddFaults(List<JourneyFault> found)
    {
        if (Day is < -90 or > 3650) Fault(found, "journey.wait", "天數請填 -90 至 3650。", "Give -90 to 3650 days.");
    }
}

/// <summary>Waits for a time of day, on one of these weekdays.</summary>
public sealed record WaitClock(string Id, TimeOnly At) : StraightNode(Id)
{
    /// <summary>1 Monday to 7 Sunday; none means every day.</summary>
    public IReadOnlyList<int> Weekdays { get; init; } = [];

    internal override void AddFaults(List<JourneyFault> found)
    {
        if (Weekdays.Any(d => d is < 1 or > 7)) Fault(found, "journey.weekday", "星期不正確。", "No such weekday.");
    }
}

/// <summary>Waits until something happens, but not longer than so many days and hours.</summary>
public sealed record WaitEvent(string Id, JourneyEvent On) : JourneyNode(Id)
{
    public int Days { get; init; }
    public int Hours { get; init; }
    public string? Happened { get; init; }
    public string? TimedOut { get; init; }
    [JsonIgnore] public TimeSpan Length => new(Days, Hours, 0, 0);
    [JsonIgnore] public override IReadOnlyList<JourneyExit> Exits => [new("happened", Happened), new("timedOut", TimedOut)];

    internal override void AddFaults(List<JourneyFault> found)
    {
        On.AddFaults(Id, found);
        if (Days is < 0 or > 3650 || Hours is < 0 or > 23 || Length < TimeSpan.FromHours(1)) Fault(found, "journey.wait", "請填最久等多久（至少 1 小時）。", "Give the longest wait, one hour at least.");
    }
}

/// <summary>Two ways: who fits a segment, and who does not.</summary>
public sealed record BranchRule(string Id) : JourneyNode(Id)
{
    /// <summary>The segment it was taken from.</summary>
    public long? Segment { get; init; }
    /// <summary>As the segment was when the journey was saved.</summary>
    public SegmentRule? Rule { get; init; }
    public string? Yes { get; init; }
    public string? No { get; init; }
    [JsonIgnore] public override IReadOnlyList<JourneyExit> Exits => [new("yes", Yes), new("no", No)];

    internal override void AddFaults(List<JourneyFault> found)
    {
        if (Rule is null) Fault(found, "journey.segment", "請選擇分眾。", "Choose a segment.");
        else if (Rule.Faults() is [var first, ..]) Fault(found, first.Code, first.Chinese, first.English);
    }
}

public sealed record SplitArm(int Percent)
{
    public string? Next { get; init; }
}

/// <summary>Sends each member one of several ways by a stable draw: the same member always goes the same way through the same split.</summary>
public sealed record BranchSplit(string Id, IReadOnlyList<SplitArm> Arms) : JourneyNode(Id)
{
    [JsonIgnore] public override IReadOnlyList<JourneyExit> Exits => [.. Arms.Select((a, i) => new JourneyExit(i.ToString(System.Globalization.CultureInfo.InvariantCulture), a.Next))];

    internal override void AddFaults(List<JourneyFault> found)
    {
        if (Arms is not { Count: >= 2 and <= 5 } || Arms.Any(a => a.Percent is < 1 or > 99) || Arms.Sum(a => a.Percent) != 100) Fault(found, "journey.split", "請分成 2–5 組，合計 100%。", "Two to five ways that add up to 100 %.");
    }
}

/// <summary>A message of the composer. Coupons on its cards are given with it, unless an earlier step of the journey gives that kind.</summary>
public sealed record SendMessage(string Id, CampaignContent Content) : StraightNode(Id)
{
    /// <summary>True: does not wait for room in the week's messages, as the birthday's do.</summary>
    public bool Always { get; init; }
    /// <summary>What is said by another channel to whom LINE does not reach; null: nothing.</summary>
    public OutsideWords? Outside { get; init; }

    internal override void AddFaults(List<JourneyFault> found)
    {
        Outside?.AddFaults(Id, found);
        if (Content?.Messages is null) Fault(found, "journey.message", "請撰寫訊息。", "Write a message.");
        else foreach (var problem in JourneyText.Fill(Content, JourneyText.Longest).Problems()) Fault(found, problem.Code, problem.Chinese, problem.English);
    }
}

/// <summary>Puts a coupon into the wallet.</summary>
public sealed record GiveCoupon(string Id, string Coupon) : StraightNode(Id)
{
    internal override void AddFaults(List<JourneyFault> found)
    {
        if (string.IsNullOrWhiteSpace(Coupon)) Fault(found, "journey.coupon", "請選擇優惠券。", "Choose a coupon.");
    }
}

public sealed record GivePointsStep(string Id, long Points) : StraightNode(Id)
{
    internal override void AddFaults(List<JourneyFault> found)
    {
        if (Points is < 1 or > 100_000) Fault(found, "journey.points", "點數請填 1–100,000。", "Give 1 to 100,000 points.");
    }
}

/// <summary>Lets the member take part in a mission that is only given.</summary>
public sealed record GiveMissionStep(string Id, string Mission) : StraightNode(Id)
{
    internal override void AddFaults(List<JourneyFault> found)
    {
        if (string.IsNullOrWhiteSpace(Mission)) Fault(found, "journey.mission", "請選擇任務。", "Choose a mission.");
    }
}

/// <summary>Shows the member another menu, before all others that would fit; or takes it away again.</summary>
public sealed record ShowMenu(string Id) : StraightNode(Id)
{
    /// <summary>Null: back to the menu that fits.</summary>
    public long? Menu { get; init; }
}

/// <summary>Puts a tag on or takes it off. Menus look at tags, so this also changes the menu.</summary>
public sealed record ChangeTag(string Id, string Tag) : StraightNode(Id)
{
    public bool Remove { get; init; }
    /// <summary>Comes off by itself after so many days; null for never.</summary>
    public int? Days { get; init; }
    /// <summary>Comes off at the next purchase.</summary>
    public bool UntilPurchase { get; init; }

    internal override void AddFaults(List<JourneyFault> found)
    {
        if (string.IsNullOrWhiteSpace(Tag) || Names.Readable(Tag) != Tag || Tag.Length > WearTag.LongestName) Fault(found, "journey.tag", "標籤為 1–40 個字。", "A tag has 1 to 40 characters.");
        if (Days is < 1 or > 3650) Fault(found, "journey.days", "天數請填 1–3650。", "Give 1 to 3650 days.");
    }
}

/// <summary>Tells another system, by a signed request.</summary>
public sealed record CallWebhook(string Id, string Url) : StraightNode(Id)
{
    internal override void AddFaults(List<JourneyFault> found)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0 || Url.Length > 500) Fault(found, "journey.url", "網址必須以 https:// 開頭，且不含帳號密碼。", "The address must start with https:// and hold no credentials.");
    }
}

/// <summary>Puts a task on the list of the shop's people.</summary>
public sealed record AskClerk(string Id, string Title) : StraightNode(Id)
{
    public string? Note { get; init; }

    internal override void AddFaults(List<JourneyFault> found)
    {
        if (string.IsNullOrWhiteSpace(Title) || Names.Readable(Title) != Title || Title.Length > 80) Fault(found, "journey.task", "待辦事項為 1–80 個字。", "A task has 1 to 80 characters.");
        if (Note is { Length: > 500 }) Fault(found, "journey.task", "備註最多 500 字。", "A note has at most 500 characters.");
    }
}

/// <summary>Words for e-mail and SMS: plain text with the composer's variables, sent by the cheapest of the allowed channels that reaches the member.</summary>
public sealed record OutsideWords(string Text)
{
    /// <summary>Beyond it an SMS is cut into too many parts.</summary>
    public const int LongestSms = 335;

    public string? Subject { get; init; }
    public bool Email { get; init; } = true;
    public bool Sms { get; init; } = true;
    [JsonIgnore] public IReadOnlyCollection<OutsideChannel> Channels => [.. Email ? [OutsideChannel.Email] : Array.Empty<OutsideChannel>(), .. Sms ? [OutsideChannel.Sms] : Array.Empty<OutsideChannel>()];

    internal void AddFaults(string path, List<JourneyFault> found)
    {
        if (!Email && !Sms) found.Add(new(path, "journey.channel", "請至少選擇一種管道。", "Choose at least one channel."));
        Check(Text, Sms ? LongestSms : OutsideMessage.LongestText, path, found);
        if (Email) Check(Subject, OutsideMessage.LongestSubject, path, found);
    }

    private static void Check(string? words, int longest, string path, List<JourneyFault> found)
    {
        var text = MemberText.Parse(words ?? "", out var fault);
        if (string.IsNullOrWhiteSpace(words)) found.Add(new(path, "journey.message", "請撰寫其他管道的文字；電子郵件還需要主旨。", "Write the words for the other channel; an e-mail needs a subject, too."));
        else if (fault is not null) found.Add(new(path, fault.Code, "變數寫法不正確。", "A variable is written wrongly."));
        else if (text.LongestLength > longest) found.Add(new(path, "campaign.too_long", $"文字過長：帶入變數後上限為 {longest} 字。", $"Too long: at most {longest} characters with the longest names."));
    }
}

/// <summary>Writes by e-mail or SMS, whether or not LINE reaches the member.</summary>
public sealed record WriteOutside(string Id, OutsideWords Words) : StraightNode(Id)
{
    internal override void AddFaults(List<JourneyFault> found)
    {
        if (Words is null) Fault(found, "journey.message", "請撰寫訊息。", "Write a message.");
        else Words.AddFaults(Id, found);
    }
}
