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
