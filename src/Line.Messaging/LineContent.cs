using System.Diagnostics.CodeAnalysis;

namespace Line.Messaging;

/// <summary>
/// A download. Dispose it: it holds a connection. Reading <see cref="Stream"/> is beyond the client's timeout, so pass a cancellation
/// token; a connection that breaks then raises <see cref="IOException"/> or <see cref="HttpRequestException"/>.
/// </summary>
public sealed class LineContent : IDisposable, IAsyncDisposable
{
    private readonly HttpResponseMessage? _response;

    internal LineContent(HttpResponseMessage? response, Stream? stream)
    {
        _response = response;
        Stream = stream;
    }

    /// <summary>False while LINE still prepares a large file (202): ask again later.</summary>
    [MemberNotNullWhen(true, nameof(Stream))]
    public bool IsReady => Stream is not null;

    /// <summary>The bytes, read from the network as you go; null while LINE prepares them.</summary>
    public Stream? Stream { get; }

    /// <summary>Media type, for example <c>image/jpeg</c>.</summary>
    public string? ContentType => _response?.Content.Headers.ContentType?.MediaType;

    /// <summary>Length in bytes, when LINE tells it.</summary>
    public long? Length => _response?.Content.Headers.ContentLength;

    /// <summary>LINE's <c>x-line-request-id</c>.</summary>
    public string? RequestId { get; internal init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream?.Dispose();
        _response?.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Stream is not null)
        {
            await Stream.DisposeAsync().ConfigureAwait(false);
        }

        _response?.Dispose();
    }
}
