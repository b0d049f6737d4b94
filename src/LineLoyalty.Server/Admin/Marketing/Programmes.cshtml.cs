using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Marketing;

public sealed class ProgrammesModel(ReadProgrammes read) : AdminPage
{
    /// <summary>One of the numbers, to list the people behind it.</summary>
    [BindProperty(SupportsGet = true)] public string? Step { get; set; }

    public IReadOnlyList<ProgrammeView> Programmes { get; private set; } = [];
    public IReadOnlyList<ProgrammeRun> Runs { get; private set; } = [];
    public ProgrammeNumber? Chosen { get; private set; }
    public IReadOnlyList<ProgrammePerson> People { get; private set; } = [];
    public string Quiet { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken ct)
    {
        Programmes = await read.ExecuteAsync(ct);
        Runs = await read.RunsAsync(ct);
        Quiet = read.Quiet;
        Chosen = Programmes.SelectMany(p => p.Numbers).FirstOrDefault(n => n.Key == Step);
        if (Chosen is not null) People = await read.PeopleAsync(Chosen.Key, ct);
    }
}
