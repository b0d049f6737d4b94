using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>Something another system told; its id lets it count once.</summary>
public sealed class WebEvent
{
    public long Id { get; init; }
    /// <summary>The teller's own id, with the journey it told it to.</summary>
    public required string Key { get; init; }
    public required long MemberId { get; init; }
    public required DateTime At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebEvent>
    {
        public void Configure(EntityTypeBuilder<WebEvent> row)
        {
            row.Property(e => e.Key).HasMaxLength(100);
            row.HasIndex(e => e.Key).IsUnique();
            row.HasOne<Member>().WithMany().HasForeignKey(e => e.MemberId);
        }
    }
}

/// <summary>
/// The door for other systems: <c>POST /hooks/journeys/{id}</c> with <c>{"id","event","member"}</c>, signed with the journey's key. The member is
/// named by the opaque reference tills get, or by card number. What is heard is a line on the member's timeline, open to every journey.
/// </summary>
internal static class WebEventEndpoints
{
    private const int LongestBody = 4096;
    private const int LongestName = 40, LongestId = 60;

    public static void MapWebEvents(this IEndpointRouteBuilder routes) => routes.MapPost("/hooks/journeys/{journey:long}", HearAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static async Task<IResult> HearAsync(long journey, HttpContext http, LoyaltyDb db, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        if (http.Request.ContentLength is > LongestBody) return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var buffer = new byte[LongestBody + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        if (length > LongestBody) return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var body = System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        var now = clock.GetUtcNow();
        // The same answer for a wrong key and for a journey that is not there.
        if (!WebhookSignature.IsRight(WebhookSignature.Secret(vault, journey), http.Request.Headers[WebhookSignature.Header], body, now)
            || !await db.Journeys.AnyAsync(j => j.Id == journey && j.ArchivedAt == null, ct)) return TypedResults.Unauthorized();
        if (Read(body) is not { } told) return TypedResults.BadRequest();
        if (await db.Members.Where(m => (m.Ref == told.Member || m.CardNumber == told.Member) && m.ErasedAt == null).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct) is not { } member) return TypedResults.NotFound();
        try
        {
            await using var unit = await db.BeginWriteAsync(ct);
            db.WebEvents.Add(new WebEvent { Key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{journey}:{told.Id}"), MemberId = member, At = now.UtcDateTime });
            db.MemberEvents.Add(new MemberEvent { MemberId = member, Kind = JourneyKinds.Web, At = now.UtcDateTime, Data = JsonSerializer.Serialize(new { name = told.Event, key = told.Id }, JsonSerializerOptions.Web) });
            await unit.CommitAsync(ct);
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // Told before: taken then.
        }
        return TypedResults.NoContent();
    }

    private static Told? Read(string body)
    {
        try
        {
            var told = JsonSerializer.Deserialize<Told>(body, JsonSerializerOptions.Web);
            return told is { Id.Length: > 0 and <= LongestId, Event.Length: > 0 and <= LongestName, Member.Length: > 0 and <= 20 } && Names.Readable(told.Event) == told.Event ? told : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Told(string? Id, string? Event, string? Member);
}
