using Line.Emulator.Sending;
using Line.Emulator.Users;

namespace Line.Emulator.Insight;

internal readonly record struct FollowerCount(long Followers, long Friends, long Blocks);

/// <summary>How many followers the account had at the end of each day (Japan's).</summary>
internal sealed class FollowerDays
{
    private readonly List<(DateOnly Day, FollowerCount Count)> _days = [];

    /// <summary>Called before the person changes.</summary>
    public void Note(LineUser before, bool friend, bool blocked, DateTime at)
    {
        var last = _days.Count > 0 ? _days[^1] : default;
        var count = new FollowerCount(
            last.Count.Followers + (friend && !before.Followed ? 1 : 0),
            last.Count.Friends + One(friend && !blocked) - One(before is { Friend: true, Blocked: false }),
            last.Count.Blocks + One(blocked) - One(before.Blocked));
        var day = DateOnly.FromDateTime(SendingMeter.InJapan(at));
        if (_days.Count > 0 && day <= last.Day)
            _days[^1] = (last.Day, count);
        else
            _days.Add((day, count));

        static int One(bool yes) => yes ? 1 : 0;
    }

    /// <summary>Null before the account existed.</summary>
    public FollowerCount? On(DateOnly day)
    {
        var index = _days.FindLastIndex(d => d.Day <= day);
        return index < 0 ? null : _days[index].Count;
    }
}
