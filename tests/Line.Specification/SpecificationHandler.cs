using System.Collections.Concurrent;

namespace Line.Specification;

/// <summary>
/// Stands between a client and a server that speak LINE's protocol and judges every exchange: put it into the
/// <see cref="HttpClient"/>, run any test, then expect <see cref="Problems"/> to be empty.
/// </summary>
/// <param name="inner">What sends the requests on.</param>
/// <param name="judgeRequests">False when requests are wrong on purpose and only the answers matter.</param>
public sealed class SpecificationHandler(HttpMessageHandler inner, bool judgeRequests = true) : DelegatingHandler(inner)
{
    /// <summary>What differs from LINE's files, with the operation in front.</summary>
    public ConcurrentQueue<string> Problems { get; } = new();

    /// <summary>How often each operation answered, by operationId and status.</summary>
    public ConcurrentDictionary<(string OperationId, int Status), int> Calls { get; } = new();

    /// <summary>Paths that are not LINE's and pass unjudged, such as an emulator's own controls.</summary>
    public Func<Uri, bool> Ignore { get; init; } = _ => false;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        if (Ignore(uri))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Judge(
            request.Method.Method,
            new(uri.PathAndQuery, Flat(request.Headers), request.Content?.Headers.ContentType?.ToString(), body),
            new((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), answer, Flat(response.Headers)));
        return response;
    }

    private void Judge(string method, LineRequest request, LineResponse response)
    {
        var best = LineSpecification.Shared.Find(method, request.PathAndQuery)
            .Select(operation => (operation, problems: Problems(operation)))
            .OrderBy(found => found.problems.Count)
            .FirstOrDefault();
        if (best.operation is null)
        {
            this.Problems.Enqueue($"{method} {request.PathAndQuery}: no operation of LINE's");
            return;
        }

        Calls.AddOrUpdate((best.operation.Id, response.Status), 1, (_, count) => count + 1);
        foreach (var problem in best.problems)
        {
            this.Problems.Enqueue($"{best.operation} {response.Status} {problem}");
        }

        List<Problem> Problems(Operation operation) =>
            [.. judgeRequests ? operation.CheckRequest(request) : [], .. operation.CheckResponse(response)];
    }

    private static KeyValuePair<string, string>[] Flat(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) =>
        [.. headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value)))];
}
