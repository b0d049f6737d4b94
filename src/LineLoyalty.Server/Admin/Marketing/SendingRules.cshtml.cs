using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The sending rules as the form sends them.</summary>
public sealed record SendingRulesForm
{
    public const int MostPeople = 100_000_000;
    /// <summary>NT$.</summary>
    public const int MostMoney = 100_000_000;
    private static readonly TimeSpan LeastOpen = TimeSpan.FromHours(2);

    /// <summary>The rules as they were when the page was opened.</summary>
    public string? Seen { get; set; }
    public bool Quiet { get; set; }
    public string? QuietFrom { get; set; }
    public string? QuietUntil { get; set; }
    public int? MostMessages { get; set; }
    public int? MostMessagesDays { get; set; }
    public int? LatestDays { get; set; }
    public int? ApprovalAbove { get; set; }
    public int? ApprovalAbovePercent { get; set; }
    public bool ApprovalForEveryone { get; set; }
    public int? ExportAbove { get; set; }
    public int? GrantAbove { get; set; }

    public static SendingRulesForm Of(SendingRules rules) => new()
    {
        Seen = rules.ToJson(), Quiet = rules.Quiet is not null, QuietFrom = Clock(rules.Quiet?.From ?? new(21, 0)), QuietUntil = Clock(rules.Quiet?.Until ?? new(9, 0)),
        MostMessages = rules.MostMessages, MostMessagesDays = rules.MostMessagesDays, LatestDays = rules.LatestDays,
        ApprovalAbove = rules.ApprovalAbove, ApprovalAbovePercent = rules.ApprovalAbovePercent, ApprovalForEveryone = rules.ApprovalForEveryone, ExportAbove = rules.ExportAbove, GrantAbove = rules.GrantAbove,
    };

    /// <returns>Null when something is wrong; <paramref name="problems"/> says what.</returns>
    public SendingRules? Read(out IReadOnlyList<FormProblem> problems)
    {
        List<FormProblem> found = [];
        var quiet = Quiet ? ReadQuiet(found) : null;
        var rules = new SendingRules(quiet, Range(nameof(MostMessages), MostMessages, 1, 50), Range(nameof(MostMessagesDays), MostMessagesDays, 1, 90), Range(nameof(LatestDays), LatestDays, 1, 30),
            Range(nameof(ApprovalAbove), ApprovalAbove, 0, MostPeople), Range(nameof(ApprovalAbovePercent), ApprovalAbovePercent, 0, 100), ApprovalForEveryone, Range(nameof(ExportAbove), ExportAbove, 0, MostPeople),
            Range(nameof(GrantAbove), GrantAbove, 0, MostMoney));
        problems = found;
        return found.Count == 0 ? rules : null;

        int Range(string field, int? value, int least, int most)
        {
            if (value is null || value < least || value > most) found.Add(new(field, $"請填 {least:N0}–{most:N0} 的整數。", $"Give a whole number from {least:N0} to {most:N0}."));
            return value ?? 0;
        }
    }

    private QuietHours? ReadQuiet(List<FormProblem> found)
    {
        if (Time(QuietFrom) is not { } from || Time(QuietUntil) is not { } until)
        {
            found.Add(new(nameof(QuietFrom), "請填開始與結束的時間，例如 21:00 與 09:00。", "Give both times, as in 21:00 and 09:00."));
            return null;
        }
        if (from == until) found.Add(new(nameof(QuietFrom), "開始與結束不能是同一個時間；不需要勿擾時段時，請選「沒有」。", "The two times cannot be the same; choose “none” for no quiet hours."));
        else if (TimeSpan.FromDays(1) - (until - from) < LeastOpen) found.Add(new(nameof(QuietFrom), "一天至少要留 2 小時可以傳送。", "Leave at least 2 hours of the day to send in."));
        return new QuietHours(from, until);
    }

    private static TimeOnly? Time(string? text) => TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? new TimeOnly(time.Hour, time.Minute) : null;

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}

public sealed record SendingRulesChange(DateTime At, string? By, IReadOnlyList<(string What, string Before, string After)> Changes);

/// <summary>How often and when the brand writes to people, and when a second person is asked. Marketers look, administrators change.</summary>
public sealed class SendingRulesModel(LoyaltyDb db, ReadSendingRules read, SaveSendingRules save) : AdminPage
{
    private const int Newest = 10;

    [BindProperty] public SendingRulesForm Form { get; set; } = new();

    public SendingRules Rules { get; private set; } = null!;
    /// <summary>What the form would make of them; null when it is not being tried.</summary>
    public SendingRules? Tried { get; private set; }
    public IReadOnlyList<SendingRulesChange> History { get; private set; } = [];
    public bool MayChange => Me.Role == StaffRole.Admin;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Form = SendingRulesForm.Of(Rules);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        if (!MayChange) return await RefuseAsync(SaveSendingRules.AdminsOnly, ct);
        if (Form.Read(out var problems) is not { } rules) return await WrongAsync(problems, ct);
        var outcome = await save.ExecuteAsync(Form.Seen, rules, Me.Id, ct);
        if (outcome.Refusal is { } refusal) return await RefuseAsync(refusal, ct);
        Notice("傳送規則已儲存，立即生效。", "Saved; the rules hold from now on.");
        return Redirect("/admin/sending-rules");
    }

    /// <summary>What it would come to; nothing is saved.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        ModelState.Clear();
        if (!MayChange) return await RefuseAsync(SaveSendingRules.AdminsOnly, ct);
        if (Form.Read(out var problems) is not { } rules) return await WrongAsync(problems, ct);
        await LoadAsync(ct);
        Tried = rules;
        return Page();
    }

    private async Task<IActionResult> WrongAsync(IReadOnlyList<FormProblem> problems, CancellationToken ct)
    {
        await LoadAsync(ct);
        foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<IActionResult> RefuseAsync(Refusal refusal, CancellationToken ct)
    {
        await LoadAsync(ct);
        // Whoever may not change them sees them as they are; whoever was overtaken keeps what they wrote and may save it over what is there now.
        Form = MayChange ? Form with { Seen = Rules.ToJson() } : SendingRulesForm.Of(Rules);
        var page = Refused(refusal);
        Response.StatusCode = refusal.Status;
        return page;
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Rules = await read.ExecuteAsync(ct);
        var entries = await db.AuditEntries.AsNoTracking().Where(a => a.Action == SaveSendingRules.Audited).OrderByDescending(a => a.Id).Take(Newest)
            .Select(a => new { a.At, a.Data, By = db.StaffAccounts.Where(s => s.Id == a.StaffId).Select(s => s.DisplayName).FirstOrDefault() }).ToListAsync(ct);
        History = entries.ConvertAll(e => new SendingRulesChange(e.At, e.By, Changes(e.Data!)));
    }

    private IReadOnlyList<(string, string, string)> Changes(string data)
    {
        using var json = JsonDocument.Parse(data);
        SendingRules Of(string name) => SendingRules.Parse(json.RootElement.GetProperty(name).GetRawText());
        return SendingWords.Changes(Of("before"), Of("after"), W.IsEnglish);
    }
}
