using System.Text.Json;
using Line.Emulator.Journal;
using Line.Emulator.Users;

namespace Line.Emulator.RichMenus;

internal sealed class RichMenu(string id, JsonElement definition)
{
    public string Id { get; } = id;
    public JsonElement Definition { get; } = definition;
    public string? ImageType { get; set; }
    public DateTime CreatedAt { get; init; }
}

/// <summary>The account's menus, which one is everybody's, and the aliases menus are switched by.</summary>
internal sealed class RichMenuShelf
{
    public const int MostMenus = 1000;
    public const int MostAliases = 1000;

    /// <summary>In order of creation.</summary>
    public List<RichMenu> Menus { get; } = [];

    public SortedDictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    public string? DefaultId { get; set; }

    /// <summary>Finished batches by request id.</summary>
    public Dictionary<string, DateTime> Batches { get; } = [];

    public RichMenu? Find(string? id) => id is null ? null : Menus.Find(m => m.Id == id);

    public RichMenu? ShownTo(LineUser user) =>
        user is { Friend: true, Blocked: false } ? Find(user.RichMenuId) ?? Find(DefaultId) : null;
}

internal sealed record RichMenuView(
    string RichMenuId, string? ChatBarText, bool Selected, JsonElement Size, JsonElement Areas, string ImageUrl)
{
    public static RichMenuView? For(LineUser user, World world) => world.Menus.ShownTo(user) is not { } menu ? null : new(
        menu.Id,
        menu.Definition.GetProperty("chatBarText").GetString(),
        menu.Definition.GetProperty("selected").GetBoolean(),
        menu.Definition.GetProperty("size"),
        menu.Definition.GetProperty("areas"),
        $"{world.BaseUrl}/emulator/richmenus/{menu.Id}/image");

    public static void Publish(World world, string userId)
    {
        if (world.Users.Find(userId) is { } user)
            world.Streams.Publish(world, userId, "richmenu", () => For(user, world));
    }

    public static void PublishToAll(World world)
    {
        foreach (var userId in world.Streams.Watched)
            Publish(world, userId);
    }
}

internal sealed record RichMenuCreated(string MenuId, JsonElement Definition) : JournalRecord
{
    public override void Apply(World world) => world.Menus.Menus.Add(new RichMenu(MenuId, Definition) { CreatedAt = At });
}

internal sealed record RichMenuImageSet(string MenuId, string ContentType) : JournalRecord
{
    public override void Apply(World world)
    {
        if (world.Menus.Find(MenuId) is { } menu)
            menu.ImageType = ContentType;
    }
}

internal sealed record RichMenuDeleted(string MenuId) : JournalRecord
{
    public override void Apply(World world)
    {
        world.Menus.Menus.RemoveAll(m => m.Id == MenuId);
        if (world.Menus.DefaultId == MenuId)
            world.Menus.DefaultId = null;
        foreach (var user in world.Users.All.Where(u => u.RichMenuId == MenuId))
            user.RichMenuId = null;
        RichMenuView.PublishToAll(world);
    }
}

internal sealed record RichMenuDefaultSet(string? MenuId) : JournalRecord
{
    public override void Apply(World world)
    {
        world.Menus.DefaultId = MenuId;
        RichMenuView.PublishToAll(world);
    }
}

/// <summary>People got a menu of their own, or (no menu) lost it.</summary>
internal sealed record RichMenuLinked(string? MenuId, string[] UserIds) : JournalRecord
{
    public override void Apply(World world)
    {
        foreach (var userId in UserIds)
        {
            if (world.Users.Find(userId) is not { } user)
                continue;
            user.RichMenuId = MenuId;
            RichMenuView.Publish(world, userId);
        }
    }
}

internal sealed record RichMenuAliasSet(string Alias, string MenuId) : JournalRecord
{
    public override void Apply(World world) => world.Menus.Aliases[Alias] = MenuId;
}

internal sealed record RichMenuAliasDeleted(string Alias) : JournalRecord
{
    public override void Apply(World world) => world.Menus.Aliases.Remove(Alias);
}
