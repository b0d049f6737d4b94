using System.Text.Encodings.Web;
using LineLoyalty.Pos;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Till;

/// <summary>The clerk's page at <c>/till</c>: an empty page and its script, which talks to the POS API like any other till.</summary>
internal static class TillPage
{
    public static void MapTill(this WebApplication app)
    {
        app.MapGet("/till", (HttpContext http, IOptions<BrandOptions> brand, IFileVersionProvider versions) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            string Asset(string name) => versions.AddFileVersionToPath(http.Request.PathBase, "/admin-assets/" + name);
            return Results.Content(Page(HtmlEncoder.Default.Encode(brand.Value.Name), Asset("till.css"), Asset("till.js")), "text/html; charset=utf-8");
        }).ExcludeFromDescription();
        // Served under /till: a worker may only keep what lies below its own address, and this header widens that to the page itself.
        app.MapGet("/till/worker.js", (HttpContext http, IWebHostEnvironment web) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.Headers["Service-Worker-Allowed"] = "/till";
            var file = web.WebRootFileProvider.GetFileInfo("admin-assets/till-worker.js");
            return file is { Exists: true, PhysicalPath: { } path } ? Results.File(path, "text/javascript; charset=utf-8") : Results.NotFound();
        }).ExcludeFromDescription();
        app.MapTillSession();
    }

    private static string Page(string brand, string style, string script) =>
        $"""
        <!doctype html>
        <html lang="zh-Hant-TW">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="theme-color" content="#14232b">
        <title>收銀 · {brand}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{style}">
        <script type="module" src="{script}"></script>
        </head>
        <body><div id="till"><noscript>收銀頁面需要啟用 JavaScript。</noscript></div></body>
        </html>
        """;
}
