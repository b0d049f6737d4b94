using LineLoyalty.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Pictures;

internal static class PictureEndpoints
{
    /// <summary>Open to everybody: phones and LINE's servers fetch them without a word about who asks.</summary>
    public static void MapPictures(this IEndpointRouteBuilder routes) => routes.MapGet("/pictures/{name}", ReadAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, NotFound>> ReadAsync(string name, LoyaltyDb db, HttpContext http, CancellationToken ct)
    {
        var path = "/pictures/" + name;
        if (!PicturePath.IsOne(path)) return TypedResults.NotFound();
        var hash = name[..64];
        var picture = await db.Pictures.AsNoTracking().Where(p => p.Hash == hash).Select(p => new { p.Bytes, p.ContentType }).FirstOrDefaultAsync(ct);
        if (picture is null || PicturePath.Of(hash, picture.ContentType) != path) return TypedResults.NotFound();
        // Its name is its content.
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(picture.Bytes, picture.ContentType);
    }
}
