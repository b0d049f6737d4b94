using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

public sealed record BirthdayView(int Month, int Day, int? Year);

public sealed record ConsentView(string? Version, DateTime? At);

public sealed record ProfileView(
    string Name, string? PhoneMasked, BirthdayView? Birthday, string? Gender, string Language, bool MarketingOptIn, ConsentView Consent, DateTime MemberSince)
{
    /// <summary>What the chat tells: <c>every</c>, <c>important</c>, <c>none</c>, or <c>default</c> as the brand decides.</summary>
    public required string Announcements { get; init; }
    /// <summary>What the brand decided: <c>every</c>, <c>important</c>, <c>tiers</c> or <c>none</c>.</summary>
    public required string AnnouncementsDefault { get; init; }
}

/// <summary>A field left out stays as it is.</summary>
public sealed record ProfileRequest
{
    public string? Name { get; init; }
    /// <summary><c>null</c> takes it back; hence not a string, which could not tell null from left out.</summary>
    public JsonElement Gender { get; init; }
    public string? Language { get; init; }
    public bool? MarketingOptIn { get; init; }
    public string? Birthday { get; init; }
    public string? Announcements { get; init; }
}

public static class ProfileEndpoints
{
    public static void MapProfile(this RouteGroupBuilder liff)
    {
        liff.MapGet("/profile", ReadAsync);
        liff.MapPut("/profile", ChangeAsync);
    }

    private static async Task<Ok<ProfileView>> ReadAsync(SignedInMember member, LoyaltyDb db, Vault vault, AnnounceDefault announce, CancellationToken ct) =>
        TypedResults.Ok(View(await db.Members.AsNoTracking().SingleAsync(m => m.Id == member.Id, ct), vault, await announce.ReadAsync(ct)));

    private static async Task<Results<Ok<ProfileView>, ProblemHttpResult>> ChangeAsync(
        ProfileRequest request, SignedInMember member, UpdateProfile update, ChooseMarketing choose, ChooseAnnouncements announcements, AnnounceDefault announce, LoyaltyDb db, BrandTime time, Vault vault,
        HttpContext http, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var change = new ProfileChange
        {
            Name = request.Name is null ? null : ReadPerson.Name(request.Name, errors),
            Gender = GenderOf(request.Gender, errors),
            ForgetGender = request.Gender.ValueKind == JsonValueKind.Null,
            Language = ReadPerson.Language(request.Language, errors),
            Birthday = ReadPerson.Birthday(request.Birthday, time.Today, errors),
        };
        var level = ReadPerson.Announcements(request.Announcements, errors);
        if (errors.Any) return errors.ToProblem(http);

        await using var unit = await db.BeginWriteAsync(ct);
        if (!(await update.ExecuteAsync(member.Id, change, ct)).Succeeded(out var changed, out var refusal)) return refusal.ToProblem(http);
        if (request.MarketingOptIn is { } optIn && (await choose.ExecuteAsync(member.Id, optIn, "liff", ct)).Refusal is { } unheard) return unheard.ToProblem(http);
        if (request.Announcements is not null && (await announcements.ExecuteAsync(member.Id, level, "liff", ct)).Refusal is { } unsaid) return unsaid.ToProblem(http);
        await unit.CommitAsync(ct);
        return TypedResults.Ok(View(changed, vault, await announce.ReadAsync(ct)));
    }

    private static Gender? GenderOf(JsonElement value, FieldErrors errors) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => ReadPerson.Gender(value.GetString(), errors),
        _ => ReadPerson.Gender("?", errors),
    };

    private static ProfileView View(Member member, Vault vault, AnnounceLevel brand) => new(
        member.Name,
        PhoneNumber.MaskOf(vault, member.PhoneSealed),
        member is { BirthMonth: { } month, BirthDay: { } day } ? new BirthdayView(month, day, member.BirthYear) : null,
        member.Gender?.ToString().ToLowerInvariant(),
        member.Language,
        member.MarketingOptIn,
        new ConsentView(member.ConsentVersion, member.ConsentAt),
        member.JoinedAt)
    {
        Announcements = AnnounceWords.Code(member.Announce), AnnouncementsDefault = AnnounceWords.Code(brand),
    };
}
