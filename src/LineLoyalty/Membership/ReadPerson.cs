namespace LineLoyalty.Membership;

/// <summary>Reads what a person typed about themselves, field by field, noting each refusal beside its field.</summary>
internal static class ReadPerson
{
    public static string? Name(string? text, FieldErrors errors)
    {
        if (Names.TryClean(text, out var name)) return name;
        var tooLong = text is not null && Names.Readable(text).Length > Names.MaxLength;
        errors.Add("name", tooLong ? MemberRefusals.NameTooLong : MemberRefusals.NameRequired);
        return null;
    }

    public static string? Phone(string? text, FieldErrors errors)
    {
        if (PhoneNumber.TryParse(text, out var phone)) return phone;
        errors.Add("phone", MemberRefusals.PhoneInvalid);
        return null;
    }

    public static Birthday? Birthday(string? text, DateOnly today, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (Birthdays.TryParse(text, today, out var birthday)) return birthday;
        errors.Add("birthday", MemberRefusals.BirthdayInvalid);
        return null;
    }

    public static Gender? Gender(string? text, FieldErrors errors)
    {
        switch (text)
        {
            case null or "": return null;
            case "female": return Membership.Gender.Female;
            case "male": return Membership.Gender.Male;
            case "other": return Membership.Gender.Other;
            default:
                errors.Add("gender", MemberRefusals.GenderInvalid);
                return null;
        }
    }

    public static string? Language(string? text, FieldErrors errors)
    {
        if (text is null || Languages.IsKnown(text)) return text;
        errors.Add("language", MemberRefusals.LanguageInvalid);
        return null;
    }

    public static AnnounceLevel? Announcements(string? code, FieldErrors errors)
    {
        AnnounceLevel? level = null;
        if (code is not null && !AnnounceWords.TryParse(code, out level)) errors.Add("announcements", MemberRefusals.AnnouncementsInvalid);
        return level;
    }

    /// <summary>The <c>src</c> of a link. A strange one is somebody's broken link, not the visitor's fault: it is left out.</summary>
    public static string? Source(string? text) =>
        text is { Length: > 0 and <= 60 } && text.EnumerateRunes().All(r => System.Text.Rune.IsLetterOrDigit(r) || r.Value is '.' or '-' or '_') ? text : null;
}
