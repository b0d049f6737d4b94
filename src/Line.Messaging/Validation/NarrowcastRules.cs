using Line.Messaging.Messages;

namespace Line.Messaging.Validation;

internal static class NarrowcastRules
{
    private const int Parts = LineLimits.NarrowcastOperands;

    private static readonly string[] Ages = [.. Enumerable.Range(3, 12).Select(n => $"age_{n * 5}")];
    private static readonly string[] Periods = ["day_7", "day_30", "day_90", "day_180", "day_365"];

    internal static void Check(NarrowcastRequest request, Faults faults)
    {
        if (request.Recipient is { } recipient)
        {
            Recipient(recipient, faults, "recipient");
        }

        if (request.Filter is { } filter)
        {
            Filter(filter.Demographic, faults, "filter.demographic");
        }

        if (request.Limit is { } limit)
        {
            faults.Number(limit.Max ?? 1, 1, int.MaxValue, "limit.max");
            if (limit.ForbidPartialDelivery is true && limit.UpToRemainingQuota is not true)
            {
                faults.Add("limit.forbidPartialDelivery", "Only with upToRemainingQuota");
            }
        }
    }

    private static void Recipient(NarrowcastRecipient recipient, Faults faults, string path)
    {
        switch (recipient)
        {
            case OperatorRecipient parts:
                One(faults, path, parts.And, parts.Or, parts.Not);
                faults.Each(parts.And, $"{path}.and", (part, place) => Recipient(part, faults, place));
                faults.Each(parts.Or, $"{path}.or", (part, place) => Recipient(part, faults, place));
                if (parts.Not is { } not)
                {
                    Recipient(not, faults, $"{path}.not");
                }

                break;
            case RedeliveryRecipient redelivery:
                faults.Length(redelivery.RequestId, int.MaxValue, $"{path}.requestId", 1);
                break;
        }
    }

    private static void Filter(DemographicFilter? filter, Faults faults, string path)
    {
        switch (filter)
        {
            case null:
                faults.Add(path, "May not be null");
                break;
            case OperatorDemographicFilter parts:
                One(faults, path, parts.And, parts.Or, parts.Not);
                faults.Each(parts.And, $"{path}.and", (part, place) => Filter(part, faults, place));
                faults.Each(parts.Or, $"{path}.or", (part, place) => Filter(part, faults, place));
                if (parts.Not is { } not)
                {
                    Filter(not, faults, $"{path}.not");
                }

                break;
            case GenderFilter gender:
                Some(gender.OneOf, faults, path, "male", "female");
                break;
            case AppTypeFilter phone:
                Some(phone.OneOf, faults, path, "ios", "android");
                break;
            case AreaFilter area:
                faults.Size(area.OneOf.Count, 1, int.MaxValue, $"{path}.oneOf");
                break;
            case AgeFilter age:
                Range(age.Gte, age.Lt, Ages, faults, path);
                break;
            case SubscriptionPeriodFilter period:
                Range(period.Gte, period.Lt, Periods, faults, path);
                break;
        }
    }

    private static void One<T>(Faults faults, string path, IReadOnlyList<T>? and, IReadOnlyList<T>? or, T? not)
        where T : class
    {
        if ((and is null ? 0 : 1) + (or is null ? 0 : 1) + (not is null ? 0 : 1) != 1)
        {
            faults.Add(path, "Exactly one of and, or, not must be specified");
        }

        faults.Size(and?.Count ?? 1, 1, Parts, $"{path}.and");
        faults.Size(or?.Count ?? 1, 1, Parts, $"{path}.or");
    }

    private static void Some(IReadOnlyList<string> values, Faults faults, string path, params ReadOnlySpan<string> allowed)
    {
        faults.Size(values.Count, 1, int.MaxValue, $"{path}.oneOf");
        for (var i = 0; i < values.Count; i++)
        {
            faults.OneOf(values[i], $"{path}.oneOf[{i}]", allowed);
        }
    }

    private static void Range(string? from, string? to, string[] allowed, Faults faults, string path)
    {
        faults.OneOf(from, $"{path}.gte", allowed);
        faults.OneOf(to, $"{path}.lt", allowed);
        if (from is null && to is null)
        {
            faults.Add(path, "At least one of gte, lt must be specified");
        }
        else if (from is not null && to is not null && Array.IndexOf(allowed, from) >= Array.IndexOf(allowed, to))
        {
            faults.Add($"{path}.lt", "Must be greater than gte");
        }
    }
}
