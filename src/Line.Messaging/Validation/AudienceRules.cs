using Line.Messaging.Audiences;
using Line.Messaging.Liff;

namespace Line.Messaging.Validation;

/// <summary>Audiences and LIFF apps.</summary>
internal static class AudienceRules
{
    internal static IReadOnlyList<LineErrorDetail> Check(AudienceRequest request)
    {
        var faults = new Faults();
        faults.Length(request.Description, LineLimits.AudienceDescription, "description");
        Members(request.Audiences, 0, faults);
        return faults.Found;
    }

    internal static IReadOnlyList<LineErrorDetail> Check(AudienceAddition request)
    {
        var faults = new Faults();
        Members(request.Audiences, 1, faults);
        return faults.Found;
    }

    internal static IReadOnlyList<LineErrorDetail> Check(ClickAudienceRequest request)
    {
        var faults = new Faults();
        faults.Length(request.Description, LineLimits.AudienceDescription, "description", 1);
        faults.Length(request.RequestId, int.MaxValue, "requestId", 1);
        faults.Length(request.ClickUrl, LineLimits.MediaUrl, "clickUrl", 1);
        return faults.Found;
    }

    internal static IReadOnlyList<LineErrorDetail> Check(ImpressionAudienceRequest request)
    {
        var faults = new Faults();
        faults.Length(request.Description, LineLimits.AudienceDescription, "description", 1);
        faults.Length(request.RequestId, int.MaxValue, "requestId", 1);
        return faults.Found;
    }

    internal static IReadOnlyList<LineErrorDetail> Check(LiffAppRequest app)
    {
        var faults = new Faults();
        App(app.View.Type, app.View.Url, app.Description, app.PermanentLinkPattern, app.BotPrompt, app.Scope, faults);
        return faults.Found;
    }

    internal static IReadOnlyList<LineErrorDetail> Check(LiffAppUpdate app)
    {
        var faults = new Faults();
        App(app.View?.Type, app.View?.Url, app.Description, app.PermanentLinkPattern, app.BotPrompt, app.Scope, faults);
        return faults.Found;
    }

    private static void App(string? size, string? url, string? description, string? pattern, string? prompt, IReadOnlyList<string>? scope, Faults faults)
    {
        faults.OneOf(size, "view.type", "compact", "tall", "full");
        faults.Https(url, "view.url");
        if (url?.Contains('#', StringComparison.Ordinal) is true)
        {
            faults.Add("view.url", "May not have a fragment");
        }

        // LINE refuses its own name in every spelling.
        if (description?.Contains("LINE", StringComparison.OrdinalIgnoreCase) is true)
        {
            faults.Add("description", "May not contain LINE");
        }

        faults.OneOf(pattern, "permanentLinkPattern", "concat");
        faults.OneOf(prompt, "botPrompt", "normal", "aggressive", "none");
        for (var i = 0; i < scope?.Count; i++)
        {
            faults.OneOf(scope[i], $"scope[{i}]", "openid", "email", "profile", "chat_message.write");
        }
    }

    private static void Members(IReadOnlyList<AudienceMember>? members, int min, Faults faults)
    {
        faults.Size(members?.Count ?? 0, min, LineLimits.AudienceIdsPerRequest, "audiences");
        faults.Each(members, "audiences", (member, place) => faults.Length(member.Id, int.MaxValue, $"{place}.id", 1));
    }
}
