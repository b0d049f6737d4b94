using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Server.Admin.Rewards;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <param name="Says">What it will do, one sentence each.</param>
/// <param name="Goals">As members read them.</param>
public sealed record MissionPreview(string Name, string? About, IReadOnlyList<string> Goals, IReadOnlyList<string> Prizes, IReadOnlyList<string> Says, IReadOnlyList<string> Problems);

/// <param name="Goals">In words, in the order of the progress.</param>
/// <param name="Prize">What a prize is called.</param>
public sealed record MissionTrial(Member Member, MissionDefinition Says, TriedMission Tried, IReadOnlyList<string> Goals, Func<LineLoyalty.Rewards.Prizes.Prize, string> Prize);

/// <param name="Open">Working on it now.</param>
public sealed record MissionNumbers(int Open, int Finished, int Rewarded, int Missed, int TakenBack);

public sealed class MissionEditModel(LoyaltyDb db, ReadMissionBook read, SaveMission save, MakeUpMission makeUp, TryMission tryMission, ReadTrial trials, BrandTime time) : EditPage<MissionForm, MissionPreview>
{
    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public IReadOnlyList<Product> Products { get; private set; } = [];
    public IReadOnlyList<string> Categories { get; private set; } = [];
    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    public IReadOnlyList<Segment> Segments { get; private set; } = [];
    public IReadOnlyList<Campaign> Campaigns { get; private set; } = [];
    public MissionKind? Kind { get; private set; }
    public MissionNumbers? Numbers { get; private set; }
    public MissionWaiting? Waiting { get; private set; }
    internal PrizeNames Prizes { get; private set; } = null!;
    [BindProperty] public TryForm Try { get; set; } = new();
    public TryBox Box { get; private set; } = null!;
    /// <summary>How the mission would stand for the member of the try-it box.</summary>
    public MissionTrial? Trial { get; private set; }

    private protected override string PreviewPart => "_MissionPreview";

    private protected override MissionForm? Begun() => Kind is null ? null : MissionForm.Of(Kind);

    private protected override async Task<IReadOnlyList<FormProblem>> SaveAsync(CancellationToken ct) => await save.ExecuteAsync(Form, Existing, Me.Id, ct);

    private protected override async Task<string> SavedAsync(CancellationToken ct)
    {
        Notice("任務已儲存；進行中的會員照他們開始時的內容完成。", "Saved; members who have begun finish it as it was when they began.");
        return Kind is not null && (await makeUp.WaitingAsync(Kind.Id, ct)).Next > 0 ? $"/admin/missions/edit/{Existing}#waiting" : "/admin/missions";
    }

    private protected override async Task<IReadOnlyList<FormProblem>> ProblemsAsync(CancellationToken ct) => await save.ProblemsAsync(Form, Existing ?? "", ct);

    public async Task<IActionResult> OnPostGiveAsync(string? who, Guid form, CancellationToken ct)
    {
        if (Existing is null) return NotFound();
        if (await save.GiveAsync(Existing, who, form, Me.Id, ct) is { } refusal) Problem(refusal);
        else Notice("已指派任務給這位會員。", "Given to this member.");
        return Redirect($"/admin/missions/edit/{Existing}");
    }

    /// <summary>This member, by what the form says now: progress, rewards, why not. Nothing is kept.</summary>
    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        Preview = await PreviewAsync([], ct);
        var says = Form.Says();
        if (SaveMission.Problems(says).Count > 0) Box = Box with { Refusal = TryInEditor.FormFirst };
        else if (!(await trials.MemberAsync(Try.Who, ct)).Succeeded(out var member, out var refusal)) Box = Box with { Refusal = refusal };
        else
        {
            var names = await MissionNaming.ReadAsync(db, W.IsEnglish, ct);
            (Box, Trial) = (Box with { Member = member }, new MissionTrial(member, says, await tryMission.ExecuteAsync(says, Existing, member, ct), [.. says.Goals.Select(g => MissionWords.Goal(g, W.IsEnglish, names))], Prizes.Of));
        }
        return Page();
    }

    /// <summary>Gives those who were too late for the old budget what they had earned.</summary>
    public async Task<IActionResult> OnPostMakeUpAsync(int count, CancellationToken ct)
    {
        if (Existing is null || !await LoadAsync(ct)) return NotFound();
        var given = await save.MakeUpAsync(Kind!, count, Me.Id, ct);
        Notice($"已安排補發給 {given:N0} 位會員，幾分鐘內送達。", $"{given:N0} members get it within minutes.");
        return Redirect($"/admin/missions/edit/{Existing}");
    }

    private protected override async Task<MissionPreview> PreviewAsync(IReadOnlyList<string> problems, CancellationToken ct)
    {
        var (says, prizes, names) = (Form.Says(), Prizes, await MissionNaming.ReadAsync(db, W.IsEnglish, ct));
        return new MissionPreview(
            W.IsEnglish && Form.NameEn is { Length: > 0 } english ? english : Form.Name ?? "", W.IsEnglish && says.AboutEn is { } about ? about : says.About,
            [.. says.Goals.Select(g => MissionWords.Goal(g, W.IsEnglish, names))], [.. says.Prizes.Select(p => prizes.Of(p.Prize))], MissionWords.Summary(says, W.IsEnglish, prizes.Of, names), problems);
    }

    private protected override async Task<bool> LoadAsync(CancellationToken ct)
    {
        Kind = (await read.ExecuteAsync(ct)).ByCode(Existing);
        MissionForm[] named = Begun() is { } saved ? [Form, saved] : [Form];
        var goals = named.SelectMany(f => f.Goals).ToList();
        (Products, Categories) = await ProductChoices.ReadAsync(db, goals.SelectMany(g => g.Skus ?? []), goals.SelectMany(g => g.Categories ?? []), ct);
        Stores = await StoresAsync(db, goals.SelectMany(g => g.Stores ?? []), ct);
        Coupons = await PrizesAsync(db, named.SelectMany(f => f.Prizes).Select(p => p.Gives), ct);
        Segments = await db.Segments.AsNoTracking().Where(s => s.ArchivedAt == null).OrderBy(s => s.Code != null).ThenBy(s => s.Id).ToListAsync(ct);
        Campaigns = await db.Campaigns.AsNoTracking().Where(c => c.StartedAt != null).OrderByDescending(c => c.Id).Take(50).ToListAsync(ct);
        Box = await trials.BoxAsync(Try, HttpContext.Request.Path + "?handler=Try", ct) with { WithBasket = false };
        Prizes = await PrizeNames.ReadAsync(db, W.IsEnglish, ct);
        if (Kind is not null) (Numbers, Waiting) = (await NumbersAsync(Kind.Id, ct), await makeUp.WaitingAsync(Kind.Id, ct));
        return Existing is null || Kind is not null;
    }

    private async Task<MissionNumbers> NumbersAsync(long id, CancellationToken ct)
    {
        var now = time.Now;
        var rounds = db.MissionRounds.Where(r => r.MissionId == id);
        var rewards = db.MissionRewards.Where(r => db.MissionRounds.Any(x => x.Id == r.RoundId && x.MissionId == id));
        return new MissionNumbers(
            await rounds.CountAsync(r => r.BegunAt != null && r.FinishedAt == null && (r.EndsAt == null || r.EndsAt > now), ct), await rounds.CountAsync(r => r.FinishedAt != null, ct), await rounds.CountAsync(r => r.Counted, ct),
            await rewards.CountAsync(r => r.Missed != null && r.TakenBackAt == null, ct), await rewards.CountAsync(r => r.TakenBackAt != null && r.Missed == null, ct));
    }
}
