using Line.Emulator.Http;
using Line.Emulator.Messages;

namespace Line.Emulator.RichMenus;

/// <summary>Names that menus are switched by on the phone.</summary>
internal static class RichMenuAliasEndpoints
{
    public static void MapRichMenuAliases(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/richmenu/alias", async (HttpContext http, World world) =>
        {
            var body = await LineBody.ReadAsync(http);
            return body.Refusal ?? await SaveAsync(world, body.Json.Text("richMenuAliasId") ?? "", body.Json.Text("richMenuId"), isNew: true);
        }).AsLine(LineOperation.PerSecond("richmenu.alias.create"));
        app.MapPost("/v2/bot/richmenu/alias/{alias}", async (string alias, HttpContext http, World world) =>
        {
            var body = await LineBody.ReadAsync(http);
            return body.Refusal ?? await SaveAsync(world, alias, body.Json.Text("richMenuId"), isNew: false);
        }).AsLine(LineOperation.PerSecond("richmenu.alias.update"));
        app.MapGet("/v2/bot/richmenu/alias/list", (World world) =>
        {
            lock (world.Gate)
                return LineAnswer.Of(new { aliases = world.Menus.Aliases.Select(a => new { richMenuAliasId = a.Key, richMenuId = a.Value }).ToList() });
        }).AsLine(LineOperation.PerSecond("richmenu.alias.list"));
        app.MapGet("/v2/bot/richmenu/alias/{alias}", (string alias, World world) =>
        {
            lock (world.Gate)
            {
                return world.Menus.Aliases.TryGetValue(alias, out var menuId)
                    ? LineAnswer.Of(new { richMenuAliasId = alias, richMenuId = menuId })
                    : NoSuchAlias;
            }
        }).AsLine(LineOperation.PerSecond("richmenu.alias.get"));
        app.MapDelete("/v2/bot/richmenu/alias/{alias}", async (string alias, World world) =>
        {
            Task kept;
            lock (world.Gate)
            {
                if (!world.Menus.Aliases.ContainsKey(alias))
                    return NoSuchAlias;
                kept = world.Record(new RichMenuAliasDeleted(alias));
            }

            await kept;
            return LineAnswer.Empty;
        }).AsLine(LineOperation.PerHour("richmenu.alias.delete", 100));
    }

    private static async Task<LineAnswer> SaveAsync(World world, string alias, string? menuId, bool isNew)
    {
        var problems = new Problems();
        if (!RichMenuRules.IsAlias(alias))
            problems.Add("Must match ^[a-z0-9_-]{1,32}$", "richMenuAliasId");
        if (menuId is null)
            problems.Add("May not be empty", "richMenuId");
        if (problems.Answer() is { } bad)
            return bad;
        Task kept;
        lock (world.Gate)
        {
            var exists = world.Menus.Aliases.ContainsKey(alias);
            if (isNew && exists)
                return LineAnswer.Refusal(400, "conflict richmenu alias id");
            if (!isNew && !exists)
                return NoSuchAlias;
            if (isNew && world.Menus.Aliases.Count >= RichMenuShelf.MostAliases)
                return LineAnswer.Refusal(400, "The number of richmenu aliases has reached the limit");
            if (world.Menus.Find(menuId) is not { ImageType: not null })
                return LineAnswer.Refusal(400, "richmenu not found, or without an image");
            kept = world.Record(new RichMenuAliasSet(alias, menuId!));
        }

        await kept;
        return LineAnswer.Empty;
    }

    private static LineAnswer NoSuchAlias => LineAnswer.Refusal(404, "richmenu alias not found");
}
