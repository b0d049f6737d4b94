using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;

namespace LineLoyalty.Server;

/// <summary>What a browser gets from us besides data: files, the LIFF app's one page, and the headers that keep both safe.</summary>
internal static class WebFront
{
    private const string Assets = "public, max-age=31536000, immutable";

    public static void AddWebFront(this IServiceCollection services) => services
        .AddResponseCompression(o => o.EnableForHttps = true)
        .Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);

    public static void UseWebFront(this WebApplication app, LineOptions line)
    {
        var liffPolicy = LiffPolicy(app.Environment.WebRootPath, line);
        app.Use(async (http, next) =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
            if (http.Request.Path.StartsWithSegments("/liff")) headers.ContentSecurityPolicy = liffPolicy;
            else if (http.Request.Path.StartsWithSegments("/admin")) headers.ContentSecurityPolicy = AdminPolicy;
            else if (http.Request.Path.StartsWithSegments("/till")) headers.ContentSecurityPolicy = TillPolicy;
            await next(http);
        });
        // Static files hold no secret, so they may be compressed; pages with anti-forgery tokens are not.
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/liff") || http.Request.Path.StartsWithSegments("/admin-assets"),
            files => files.UseResponseCompression());
        app.Use((http, next) =>
        {
            // One page serves every address of the LIFF app; a missing file stays missing.
            if ((HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && http.Request.Path.StartsWithSegments("/liff") && !Path.HasExtension(http.Request.Path.Value))
            {
                http.Request.Path = "/liff/index.html";
            }
            return next(http);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
                context.Context.Request.Path.StartsWithSegments("/liff/assets") || context.Context.Request.Query.ContainsKey("v") ? Assets : "no-cache",
            ContentTypeProvider = new FileExtensionContentTypeProvider { Mappings = { [".wasm"] = "application/wasm" } },
        });
        app.UseRouting();
    }

    private const string AdminPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http://localhost:*; connect-src 'self'; object-src 'none'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private const string TillPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; media-src 'self' blob:; connect-src 'self' data:; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // The emulator's phone shows the page in a frame; LINE opens it by itself, so nobody else may.
    private static string LiffPolicy(string? webRoot, LineOptions line)
    {
        var file = Path.Combine(webRoot ?? "", "liff", "csp.json");
        var styles = File.Exists(file) ? string.Concat(ReadHashes(file).Select(h => $" '{h}'")) : " 'unsafe-inline'";
        var port = new Uri(line.ApiBaseUrl).Port;
        var emulator = line.IsEmulated ? $" http://localhost:{port} http://127.0.0.1:{port}" : "";
        var frames = line.IsEmulated ? emulator.Trim() : "'none'";
        return "default-src 'self'; script-src 'self' https://static.line-scdn.net; style-src 'self'" + styles +
            "; img-src 'self' data: https:" + emulator +
            "; connect-src 'self' https://api.line.me https://access.line.me https://liff.line.me https://liff-subwindow.line.me" + emulator +
            $"; object-src 'none'; base-uri 'none'; frame-ancestors {frames}";
    }

    private static IEnumerable<string> ReadHashes(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return [.. Strings(json.RootElement)];
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.StartsWith("sha256-", StringComparison.Ordinal) ? [element.GetString()!] : [],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings).ToList(),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Strings(p.Value)).ToList(),
        _ => [],
    };
}
