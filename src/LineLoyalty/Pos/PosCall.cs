using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Pos;

/// <summary>Metadata of an endpoint whose effect must happen once per Idempotency-Key.</summary>
internal sealed record OncePerKey(string Operation);

/// <summary>Metadata of an endpoint whose body may be larger than usual.</summary>
internal sealed record LargestPosBody(int Bytes);

/// <summary>
/// Runs a POST of the POS API. The body is read as a whole first. Where a key is asked for, the answer is kept in the same
/// transaction as the effect: either both are on disk or neither is, and a repetition gets the same bytes again.
/// </summary>
internal static class PosCall
{
    public const int LargestBody = 64 * 1024;
    public const string KeyHeader = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";
    private const int LongestKey = 100;

    /// <summary>Remembers that this request tried a code that is none; counted against the key once its transaction is over.</summary>
    public static void NoteWrongCode(HttpContext http) => http.Items[typeof(PosCall)] = true;

    public static async Task RunAsync(HttpContext http, RequestDelegate inner)
    {
        var ct = http.RequestAborted;
        if (!(await ReadBodyAsync(http, ct)).Succeeded(out var body, out var refusal))
        {
            await refusal.ToProblem(http).ExecuteAsync(http);
            return;
        }
        http.Request.Body = new MemoryStream(body, writable: false);
        if (http.GetEndpoint()?.Metadata.GetMetadata<OncePerKey>() is { } once)
        {
            var key = http.Request.Headers[KeyHeader];
            refusal = key.Count != 1 || key[0] is not { Length: > 0 } ? PosRefusals.IdempotencyKeyRequired
                : key[0]!.Length > LongestKey || key[0]!.Any(c => c is < ' ' or > '~') ? PosRefusals.IdempotencyKeyInvalid : null;
            if (refusal is null) await FirstOrAgainAsync(http, inner, new KeyedCall(once.Operation, key[0]!, HashOf(http, body)), ct);
            else await refusal.ToProblem(http).ExecuteAsync(http);
        }
        else
        {
            await inner(http);
        }
        await CountWrongCodeAsync(http, ct);
    }

    private static async Task FirstOrAgainAsync(HttpContext http, RequestDelegate inner, KeyedCall call, CancellationToken ct)
    {
        // Before our turn to write, so that nobody waits behind this question; two copies of a request at once are told apart by the unique key below.
        if (await FindAsync(http, call, ct) is { } first)
        {
            await ReplayAsync(http, first, call, ct);
            return;
        }
        http.Features.Set(call);
        await inner(http);
    }

    /// <summary>Around the handler, when the request has been read and understood: nobody waits behind that.</summary>
    public static async ValueTask<object?> OnceAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var (call, db, ct) = (http.Features.GetRequiredFeature<KeyedCall>(), http.RequestServices.GetRequiredService<LoyaltyDb>(), http.RequestAborted);
        IdempotencyRecord? first = null;
        using var answer = new Captured(http);
        try
        {
            await using var unit = await db.BeginWriteAsync(ct);
            await answer.RunAsync(async () => await ((IResult)(await next(context))!).ExecuteAsync(http));
            // A request that could not be understood, or that may be allowed later, is no answer to keep.
            if (IsFinal(http.Response.StatusCode))
            {
                db.IdempotencyRecords.Add(new IdempotencyRecord
                {
                    PosKeyId = Caller(http).Id, Operation = call.Operation, Key = call.Key, RequestHash = call.Hash, Status = http.Response.StatusCode,
                    ContentType = http.Response.ContentType ?? "", Body = answer.Text,
                    At = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime,
                });
                await unit.CommitAsync(ct);
            }
            // Refused perhaps because of what a faster copy did.
            else if ((first = await FindAsync(http, call, ct)) is not null) answer.Discard();
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // A copy of this request was faster; its effect stands and ours is undone.
            answer.Discard();
            first = await FindAsync(http, call, ct);
            if (first is null) throw;
        }
        if (first is not null) await ReplayAsync(http, first, call, ct);
        else await answer.SendAsync(ct);
        return Results.Empty;
    }

    private sealed record KeyedCall(string Operation, string Key, string Hash);

    private static PosCaller Caller(HttpContext http) => (PosCaller)http.Items[typeof(PosCaller)]!;

    private static bool IsFinal(int status) => status is (>= 200 and < 300)
        or StatusCodes.Status404NotFound or StatusCodes.Status409Conflict or StatusCodes.Status410Gone or StatusCodes.Status422UnprocessableEntity;

    private static Task<IdempotencyRecord?> FindAsync(HttpContext http, KeyedCall call, CancellationToken ct)
    {
        var db = http.RequestServices.GetRequiredService<LoyaltyDb>();
        return Kept.On(db)(db, Caller(http).Id, call.Operation, call.Key, ct);
    }

    private static readonly KnownQuery<Func<LoyaltyDb, long, string, string, CancellationToken, Task<IdempotencyRecord?>>> Kept = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, long keyId, string operation, string key, CancellationToken ct) =>
            db.IdempotencyRecords.AsNoTracking().SingleOrDefault(r => r.PosKeyId == keyId && r.Operation == operation && r.Key == key)));

    private static async Task ReplayAsync(HttpContext http, IdempotencyRecord record, KeyedCall call, CancellationToken ct)
    {
        if (record.RequestHash != call.Hash)
        {
            await PosRefusals.IdempotencyKeyReused.ToProblem(http).ExecuteAsync(http);
            return;
        }
        http.Response.StatusCode = record.Status;
        http.Response.ContentType = record.ContentType;
        http.Response.Headers[ReplayedHeader] = "true";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(record.Body), ct);
    }

    /// <summary>The path belongs to the request: the same key for a return of another sale is another request.</summary>
    private static string HashOf(HttpContext http, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path.Value}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<Outcome<byte[]>> ReadBodyAsync(HttpContext http, CancellationToken ct)
    {
        var largest = http.GetEndpoint()?.Metadata.GetMetadata<LargestPosBody>()?.Bytes ?? LargestBody;
        if (http.Request.ContentLength > largest) return BadInput.TooLarge;
        var buffer = ArrayPool<byte>.Shared.Rent(largest + 1);
        try
        {
            var length = await http.Request.Body.ReadAtLeastAsync(buffer.AsMemory(0, largest + 1), largest + 1, throwOnEndOfStream: false, ct);
            return length > largest ? BadInput.TooLarge : buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task CountWrongCodeAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Items[typeof(PosCall)] is not true || http.Items[typeof(PosCaller)] is not PosCaller caller) return;
        var limits = http.RequestServices.GetRequiredService<AttemptLimits>();
        await limits.CountAsync(AttemptRules.PosKey, caller.Id.ToString(CultureInfo.InvariantCulture), ct);
    }

    /// <summary>Holds an answer back until its transaction is on disk.</summary>
    private sealed class Captured(HttpContext http) : IDisposable
    {
        private readonly MemoryStream held = new();

        public string Text => Encoding.UTF8.GetString(held.GetBuffer(), 0, (int)held.Length);

        public async Task RunAsync(Func<Task> write)
        {
            var wire = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(held));
            try
            {
                await write();
                await http.Response.BodyWriter.FlushAsync();
            }
            finally
            {
                http.Features.Set(wire);
            }
        }

        public void Dispose() => held.Dispose();

        public void Discard()
        {
            held.SetLength(0);
            http.Response.Clear();
            http.Items.Remove(typeof(PosCall));
        }

        public async Task SendAsync(CancellationToken ct)
        {
            http.Response.ContentLength = held.Length;
            held.Position = 0;
            await held.CopyToAsync(http.Response.Body, ct);
        }
    }
}
