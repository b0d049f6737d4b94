using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Line.Specification;

/// <summary>Names and values of a query, a form or a multipart form.</summary>
internal static class Forms
{
    internal static IReadOnlyList<KeyValuePair<string, string>> Parse(string text) =>
        [.. QueryHelpers.ParseQuery(text).SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")))];

    internal static IReadOnlyList<KeyValuePair<string, string>> ParseMultipart(string contentType, ReadOnlyMemory<byte> body)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).Value
            ?? throw new InvalidDataException("A multipart body needs a boundary.");
        var reader = new MultipartReader(boundary, new MemoryStream(body.ToArray()));
        List<KeyValuePair<string, string>> parts = [];
        while (reader.ReadNextSectionAsync().GetAwaiter().GetResult() is { } section)
        {
            var name = HeaderUtilities.RemoveQuotes(ContentDispositionHeaderValue.Parse(section.ContentDisposition!).Name).Value!;
            using var text = new StreamReader(section.Body, Encoding.UTF8);
            parts.Add(new(name, text.ReadToEnd()));
        }

        return parts;
    }
}
