using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Conversation.Bot;

/// <summary>Section <c>Bot</c>.</summary>
public sealed class BotOptions
{
    /// <summary>False: webhooks are still stored, and worked off once it is true again.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>People talked with at once.</summary>
    [Range(1, 64)] public int Parallel { get; set; } = 4;
    /// <summary>How often to look for events nobody woke us for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")] public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);
    /// <summary>An event that fails this often is put aside, so that the same person's later ones go on.</summary>
    [Range(1, 20)] public int Attempts { get; set; } = 5;
    /// <summary>Older events (LINE was told no for a long time) are kept but change nothing.</summary>
    [Range(1, 30)] public int OldestEventDays { get; set; } = 7;
    /// <summary>Stickers and pictures are answered once in this time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")] public TimeSpan HintEvery { get; set; } = TimeSpan.FromMinutes(10);
}
