using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Section <c>RichMenus</c>.</summary>
public sealed class RichMenuOptions
{
    /// <summary>False leaves LINE's menus alone, for a brand that draws its own in LINE's manager.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>How soon a change of tier, tag or language is noticed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")] public TimeSpan WatchEvery { get; set; } = TimeSpan.FromSeconds(1);
    /// <summary>How often to look at everybody, for people whose menu does not fit for a reason nobody told us.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")] public TimeSpan LookEvery { get; set; } = TimeSpan.FromMinutes(1);
    /// <summary>How often to check that LINE still has our menus.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")] public TimeSpan PublishEvery { get; set; } = TimeSpan.FromHours(6);
    /// <summary>How long a replaced menu stays at LINE: links are changed there in the background, and nobody should sit without a menu.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")] public TimeSpan KeepReplaced { get; set; } = TimeSpan.FromMinutes(2);
}
