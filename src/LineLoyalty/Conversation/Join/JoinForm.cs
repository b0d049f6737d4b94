using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;

namespace LineLoyalty.Conversation.Join;

public sealed record JoinRequest
{
    public string? Phone { get; init; }
    public string? Name { get; init; }
    public string? Birthday { get; init; }
    public string? Gender { get; init; }
    public string? ConsentVersion { get; init; }
    public bool MarketingOptIn { get; init; }
    public string? Source { get; init; }
    public string? Language { get; init; }
}

/// <summary>A join form whose every field is in order.</summary>
public sealed record JoinForm(string Phone, string Name, string Language, string ConsentVersion, bool MarketingOptIn)
{
    public Birthday? Birthday { get; init; }
    public Gender? Gender { get; init; }
    public string? Source { get; init; }
    /// <summary>Member whose invitation the device has shown.</summary>
    public long? Device { get; init; }

    private const string Purpose = "join-form";

    public static JoinForm? Read(JoinRequest request, string consentVersion, string? sessionSource, DateOnly today, FieldErrors errors)
    {
        var phone = ReadPerson.Phone(request.Phone, errors);
        var name = ReadPerson.Name(request.Name, errors);
        var birthday = ReadPerson.Birthday(request.Birthday, today, errors);
        var gender = ReadPerson.Gender(request.Gender, errors);
        var language = ReadPerson.Language(request.Language, errors) ?? Languages.Chinese;
        if (errors.Any || phone is null || name is null) return null;
        return new JoinForm(phone, name, language, consentVersion, request.MarketingOptIn)
        {
            Birthday = birthday,
            Gender = gender,
            Source = ReadPerson.Source(request.Source) ?? sessionSource,
        };
    }

    /// <summary>Kept so while a one-time code is under way.</summary>
    public string Seal(Vault vault) => vault.Seal(Purpose, JsonSerializer.Serialize(this));

    public static JoinForm Open(Vault vault, string sealedForm) => JsonSerializer.Deserialize<JoinForm>(vault.Open(Purpose, sealedForm))!;
}
