using System.Security.Cryptography;
using Line.Emulator.Channels;
using Line.Emulator.Content;
using Line.Emulator.Http;

namespace Line.Emulator.RichMenus;

/// <summary>Menus themselves: create, picture, list, delete.</summary>
internal static class RichMenuEndpoints
{
    private const int MostImageBytes = 1024 * 1024;

    public static void MapRichMenus(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/richmenu", CreateAsync).AsLine(LineOperation.PerHour("richmenu.create", 100));
        app.MapPost("/v2/bot/richmenu/validate", async (HttpContext http) =>
        {
            var body = await LineBody.ReadAsync(http);
            return body.Refusal ?? RichMenuRules.Check(body.Json) ?? LineAnswer.Empty;
        }).AsLine(LineOperation.PerSecond("richmenu.validate"));
        app.MapGet("/v2/bot/richmenu/list", (World world) =>
        {
            lock (world.Gate)
                return LineAnswer.Of(new { richmenus = world.Menus.Menus.Select(Described).ToList() });
        }).AsLine(LineOperation.PerSecond("richmenu.list", 10));
        app.MapGet("/v2/bot/richmenu/{id}", (string id, World world) =>
        {
            lock (world.Gate)
                return world.Menus.Find(id) is { } menu ? LineAnswer.Of(Described(menu)) : NoSuchMenu;
        }).AsLine(LineOperation.PerSecond("richmenu.get"));
        app.MapDelete("/v2/bot/richmenu/{id}", async (string id, World world, BlobStore blobs) =>
        {
            Task kept;
            lock (world.Gate)
            {
                if (world.Menus.Find(id) is null)
                    return NoSuchMenu;
                kept = world.Record(new RichMenuDeleted(id));
            }

            await kept;
            blobs.Delete(id);
            return LineAnswer.Empty;
        }).AsLine(LineOperation.PerHour("richmenu.delete", 100));
        app.MapPost("/v2/bot/richmenu/{id}/content", UploadAsync).AsLine(LineOperation.PerSecond("richmenu.image.set"));
        app.MapGet("/v2/bot/richmenu/{id}/content", (string id, World world, BlobStore blobs) =>
            Image(id, world, blobs) ?? NoSuchMenu).AsLine(LineOperation.PerSecond("richmenu.image.get"));
    }

    public static void MapRichMenuControl(this RouteGroupBuilder control) =>
        control.MapGet("/richmenus/{id}/image", (string id, Bots bots, BlobStore blobs) =>
            bots.All.Select(b => Image(id, b.World, blobs)).FirstOrDefault(i => i is not null) ?? ControlProblem.NotFound("richmenu"));

    private static async Task<LineAnswer> CreateAsync(HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if ((body.Refusal ?? RichMenuRules.Check(body.Json)) is { } refusal)
            return refusal;
        var id = "richmenu-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        Task kept;
        lock (world.Gate)
        {
            if (world.Menus.Menus.Count >= RichMenuShelf.MostMenus)
                return LineAnswer.Refusal(400, "The number of rich menus has reached the limit");
            kept = world.Record(new RichMenuCreated(id, body.Json));
        }

        await kept;
        return LineAnswer.Of(new { richMenuId = id });
    }

    private static async Task<LineAnswer> UploadAsync(string id, HttpContext http, World world, BlobStore blobs)
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (type is not ("image/png" or "image/jpeg"))
            return LineAnswer.Refusal(415, $"The content type, {http.Request.ContentType ?? "application/octet-stream"}, is not supported");
        lock (world.Gate)
        {
            if (CheckImageless(world, id) is { } early)
                return early;
        }

        if (await LineBody.BytesAsync(http, MostImageBytes) is not { } bytes)
            return LineAnswer.Refusal(400, "The image is larger than 1 MB");
        if (ImageHeader.Read(bytes) is not { } image || image.ContentType != type)
            return LineAnswer.Refusal(400, "The image is neither PNG nor JPEG, or not what the content type says");
        if (!RichMenuRules.FitsImage(image.Width, image.Height))
            return LineAnswer.Refusal(400, $"invalid image size: {image.Width}x{image.Height}");
        // A second upload may have been faster: the name holds random bytes until the record decides.
        var temporary = id + "-" + RandomNumberGenerator.GetHexString(8);
        await blobs.WriteAsync(temporary, bytes);
        Task kept;
        lock (world.Gate)
        {
            if (CheckImageless(world, id) is { } late)
            {
                blobs.Delete(temporary);
                return late;
            }

            blobs.Rename(temporary, id);
            kept = world.Record(new RichMenuImageSet(id, image.ContentType));
        }

        await kept;
        return LineAnswer.Empty;
    }

    /// <summary>A picture can be given once; a menu with another picture is another menu.</summary>
    private static LineAnswer? CheckImageless(World world, string id) => world.Menus.Find(id) switch
    {
        null => NoSuchMenu,
        { ImageType: not null } => LineAnswer.Refusal(400, "An image has already been uploaded to the richmenu"),
        _ => null,
    };

    private static IResult? Image(string id, World world, BlobStore blobs)
    {
        lock (world.Gate)
        {
            return world.Menus.Find(id) is { ImageType: { } type } && blobs.Read(id) is { } bytes ? Results.Bytes(bytes, type) : null;
        }
    }

    private static Dictionary<string, object> Described(RichMenu menu)
    {
        var described = new Dictionary<string, object> { ["richMenuId"] = menu.Id };
        foreach (var property in menu.Definition.EnumerateObject())
            described[property.Name] = property.Value;
        return described;
    }

    public static LineAnswer NoSuchMenu => LineAnswer.Refusal(404, "richmenu not found");
}
