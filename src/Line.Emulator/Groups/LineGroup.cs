using Line.Emulator.Chats;
using Line.Emulator.Journal;

namespace Line.Emulator.Groups;

/// <summary>A group chat, or a chat of several people without a name (a room), that the bot was invited to.</summary>
internal sealed class LineGroup(string id)
{
    public string Id => id;
    public bool IsRoom => id[0] == 'R';
    public string Name { get; set; } = "";
    public List<string> Members { get; set; } = [];

    /// <summary>The bot is no longer in it.</summary>
    public bool Left { get; set; }

    public Chat Chat { get; } = new();
}

internal sealed record GroupSaved(string GroupId, string Name, string[] Members, bool Left) : JournalRecord
{
    public override void Apply(World world)
    {
        if (!world.Groups.TryGetValue(GroupId, out var group))
            world.Groups[GroupId] = group = new LineGroup(GroupId);
        (group.Name, group.Members, group.Left) = (Name, [.. Members], Left);
    }
}
