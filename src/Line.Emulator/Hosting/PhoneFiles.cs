using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Line.Emulator.Hosting;

/// <summary>Serves the phone page from wherever the build put it.</summary>
internal static class PhoneFiles
{
    public static void MapPhone(this IEndpointRouteBuilder app)
    {
        var types = new FileExtensionContentTypeProvider();
        app.MapGet("/", () => Results.Redirect("/phone"));
        app.MapGet("/phone/{**path}", (string? path, HttpContext http) =>
        {
            if (Folder() is not { } folder)
                return Results.Text("The phone page has not been built: npm run build -w src/Line.Emulator/Phone", statusCode: 503);
            using var files = new PhysicalFileProvider(folder);
            var file = files.GetFileInfo(string.IsNullOrEmpty(path) ? "index.html" : path);
            var isAsset = path?.StartsWith("assets/", StringComparison.Ordinal) == true;
            if (!file.Exists && isAsset)
                return Results.NotFound();
            if (!file.Exists)
                file = files.GetFileInfo("index.html");
            // Vite puts a hash into the names of assets; the page itself must always be the current one.
            http.Response.Headers.CacheControl = isAsset ? "public, max-age=31536000, immutable" : "no-cache";
            return Results.File(file.PhysicalPath!, types.TryGetContentType(file.Name, out var type) ? type : "application/octet-stream");
        });
    }

    private static string? Folder() => new[]
    {
        Path.Combine(AppContext.BaseDirectory, "line-phone"),
        Path.Combine(Path.GetDirectoryName(typeof(PhoneFiles).Assembly.Location) ?? "", "line-phone"),
        Path.Combine(Environment.CurrentDirectory, "wwwroot", "phone"),
        Path.Combine(Environment.CurrentDirectory, "src", "Line.Emulator", "wwwroot", "phone"),
    }.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "index.html")));
}
