namespace Line.Emulator;

/// <summary>A person with the LINE app, as handed to <see cref="EmulatorHost.Seed"/>.</summary>
public sealed record EmulatorUser(string UserId, string DisplayName)
{
    public string Language { get; init; } = "zh-TW";

    /// <summary>Null: the emulator draws one.</summary>
    public string? PictureUrl { get; init; }

    public string? StatusMessage { get; init; }
    public bool Friend { get; init; }
    public bool Blocked { get; init; }
}
