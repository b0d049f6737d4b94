using Line.Emulator.Journal;

namespace Line.Emulator.Liff;

/// <summary>A registered LIFF app: where it lives and how much of the screen it takes.</summary>
internal sealed record LiffApp(string LiffId, string View, string Url)
{
    public string? Description { get; init; }
    public string[] Scope { get; init; } = ["openid", "profile", "chat_message.write"];
    public string BotPrompt { get; init; } = "none";
    public bool ModuleMode { get; init; }
    public bool QrCode { get; init; }
}

internal sealed record LiffAppSaved(LiffApp App) : JournalRecord
{
    public override void Apply(World world) => world.LiffApps[App.LiffId] = App;
}

internal sealed record LiffAppDeleted(string LiffId) : JournalRecord
{
    public override void Apply(World world) => world.LiffApps.Remove(LiffId);
}
