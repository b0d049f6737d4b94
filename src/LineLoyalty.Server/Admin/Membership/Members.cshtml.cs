using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Membership;

public sealed class MembersModel(ReadMembers read) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty(SupportsGet = true)] public int? Tier { get; set; }
    [BindProperty(SupportsGet = true)] public string? Tag { get; set; }
    [BindProperty(SupportsGet = true)] public string? Line { get; set; }
    [BindProperty(SupportsGet = true)] public string? Source { get; set; }
    [BindProperty(SupportsGet = true)] public int? Bought { get; set; }
    [BindProperty(SupportsGet = true)] public int? Lapsed { get; set; }
    [BindProperty(SupportsGet = true)] public string? Sort { get; set; }
    [BindProperty(SupportsGet = true)] public int P { get; set; } = 1;

    public MemberFilter Filter { get; private set; } = new();
    public MemberPage Found { get; private set; } = new([], 0, 1);
    public MemberChoices Choices { get; private set; } = new([], [], []);
    public Refusal? Refusal { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Filter = new MemberFilter
        {
            Q = Q is { Length: > 80 } ? Q[..80] : Q?.Trim() is { Length: > 0 } q ? q : null, Tier = Tier, Tag = Empty(Tag), Line = Line is "friend" or "blocked" or "none" ? Line : null,
            Source = Empty(Source), Bought = Bought, Lapsed = Lapsed, Sort = Sort is "points" or "last" or "spend" or "joined" ? Sort : null,
        };
        Choices = await read.ChoicesAsync(ct);
        // A phone number does not belong in the browser's history.
        Response.Headers["HX-Push-Url"] = Filter.Phone is null ? Filter.ToQuery(P) : "false";
        if ((await read.ExecuteAsync(Filter, P, Me.Id, ct)).Succeeded(out var page, out var refusal)) Found = page;
        else Refusal = refusal;
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
