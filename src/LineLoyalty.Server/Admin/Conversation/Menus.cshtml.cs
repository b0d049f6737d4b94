using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Tiers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Admin.Conversation;

/// <param name="Shown">What people see, or the draft of a menu nobody sees.</param>
public sealed record MenuRow(Menu Menu, MenuContent Shown, int Viewers);

/// <summary>The menus in the order in which they are tried on a person.</summary>
public sealed class MenusModel(LoyaltyDb db, KeepMenuSegments segments, BrandTime time, CountViewers count, ChangeMenus change, MenuPictures pictures, IOptions<RichMenuOptions> options) : AdminPage
{
    public IReadOnlyList<MenuRow> Rows { get; private set; } = [];
    public IReadOnlyList<Tier> Tiers { get; private set; } = [];
    public IReadOnlyDictionary<long, string> Segments { get; private set; } = new Dictionary<long, string>();
    /// <summary>When the segments that menus name were last looked at; null when none is named.</summary>
    public DateTime? KeptAt { get; private set; }
    /// <summary>Friends whom no menu fits; they are shown the default one.</summary>
    public int Left { get; private set; }
    /// <summary>Shown to whoever has none of their own.</summary>
    public long? DefaultId => Rows.FirstOrDefault(r => r.Menu.Live is not null && r.Shown.Audience.Who != MenuReaders.Members)?.Menu.Id;
    public bool IsOff => !options.Value.Enabled;
    /// <summary>LINE has kept us waiting; it allows 100 new menus an hour.</summary>
    public bool IsSlow(Menu menu) => menu.State == MenuState.Publishing && time.Now - menu.LiveAt > TimeSpan.FromMinutes(1);
    public bool IsBusy => Rows.Any(r => r.Menu.State == MenuState.Publishing);

    public async Task OnGetAsync(CancellationToken ct)
    {
        var viewers = await count.ExecuteAsync(null, ct);
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        var kept = await db.Segments.AsNoTracking().Select(s => new { s.Id, s.Name, s.KeptAt }).ToListAsync(ct);
        (Segments, KeptAt) = (kept.ToDictionary(s => s.Id, s => s.Name), kept.Min(s => s.KeptAt));
        var menus = await db.Menus.AsNoTracking().OrderBy(m => m.Rank).ThenBy(m => m.Id).ToListAsync(ct);
        Rows = [.. menus.Select(m => new MenuRow(m, MenuContent.Parse(m.Live ?? m.Draft), viewers.GetValueOrDefault(m.Id)))];
        Left = viewers.GetValueOrDefault(0);
    }

    public async Task<IActionResult> OnGetPictureAsync(string? name, CancellationToken ct)
    {
        if (name is null || await pictures.ReadAsync(name, ct) is not var (bytes, contentType)) return NotFound();
        // A shipped picture takes the brand's colour, which may change.
        Response.Headers.CacheControl = MenuPictures.IsShipped(name) ? "private, no-cache" : "private, max-age=604800, immutable";
        return File(bytes, contentType);
    }

    public async Task<IActionResult> OnPostMoveAsync(long id, bool up, CancellationToken ct) => Told(await change.MoveAsync(id, up, Me.Id, ct), null);

    public async Task<IActionResult> OnPostPublishAsync(long id, CancellationToken ct) =>
        Told(await change.PublishAsync(id, Me.Id, ct), W["已開始發布，幾秒後就會出現在手機上。", "Publishing; it will be on the phones in a few seconds."]);

    public async Task<IActionResult> OnPostTakeDownAsync(long id, CancellationToken ct) =>
        Told(await change.TakeDownAsync(id, Me.Id, ct), W["已下架，草稿仍保留。", "Taken down; the draft is kept."]);

    public async Task<IActionResult> OnPostRefreshAsync(CancellationToken ct)
    {
        await segments.RefreshAsync(ct);
        Notice("分眾名單已更新，選單會在幾秒內跟上。", "Looked at; menus follow within seconds.");
        return Redirect("/admin/menus");
    }

    private RedirectResult Told(Outcome<Menu> outcome, string? notice)
    {
        if (!outcome.Succeeded(out _, out var refusal)) Problem(refusal);
        else if (notice is not null) Notice(notice, notice);
        return Redirect("/admin/menus");
    }
}
