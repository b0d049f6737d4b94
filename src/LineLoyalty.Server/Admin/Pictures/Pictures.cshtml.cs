using System.Text.Json;
using LineLoyalty.Pictures;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Pictures;

/// <summary>What the picture field of every editor asks; there is nothing to look at.</summary>
public sealed class PicturesModel(KeepPicture pictures) : AdminPage
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public IActionResult OnGet() => NotFound();

    /// <summary>A file becomes a picture that messages and members' pages can show.</summary>
    public async Task<IActionResult> OnPostAsync(IFormFile? file, CancellationToken ct)
    {
        if (file is null) return BadRequest();
        var bytes = new byte[Math.Min(file.Length, KeepPicture.MostBytes + 1)];
        await using (var stream = file.OpenReadStream()) await stream.ReadExactlyAsync(bytes, ct);
        return (await pictures.ExecuteAsync(bytes, ct)).Succeeded(out var kept, out var refusal) ? new JsonResult(kept, Json) : Refuse(refusal);
    }

    /// <summary>Those chosen lately, to be chosen again.</summary>
    public async Task<IActionResult> OnPostRecentAsync(CancellationToken ct) => new JsonResult(new { pictures = await pictures.RecentAsync(ct) }, Json);

    private JsonResult Refuse(Refusal refusal) => new(new { code = refusal.Code, title = refusal.Text(W.Language) }, Json) { StatusCode = refusal.Status };
}
