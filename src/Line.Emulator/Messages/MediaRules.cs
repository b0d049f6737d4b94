using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

internal static class MediaRules
{
    public static void CheckImage(JsonElement message, string at, Problems problems)
    {
        problems.Address(message, "originalContentUrl", $"{at}.originalContentUrl", required: true);
        problems.Address(message, "previewImageUrl", $"{at}.previewImageUrl", required: true);
    }

    public static void CheckVideo(JsonElement message, string at, Problems problems)
    {
        CheckImage(message, at, problems);
        problems.Text(message, "trackingId", $"{at}.trackingId", 1, 100, required: false);
    }

    public static void CheckAudio(JsonElement message, string at, Problems problems)
    {
        problems.Address(message, "originalContentUrl", $"{at}.originalContentUrl", required: true);
        if (problems.WholeNumber(message, "duration", $"{at}.duration") is < 1)
            problems.Add("Must be greater than 0", $"{at}.duration");
    }

    public static void CheckLocation(JsonElement message, string at, Problems problems)
    {
        problems.Text(message, "title", $"{at}.title", 1, 100, required: true);
        problems.Text(message, "address", $"{at}.address", 1, 100, required: true);
        CheckDegrees(message, "latitude", 90, at, problems);
        CheckDegrees(message, "longitude", 180, at, problems);
    }

    private static void CheckDegrees(JsonElement message, string name, double limit, string at, Problems problems)
    {
        if (message.Get(name) is not { } value)
            problems.Add("May not be null", $"{at}.{name}");
        else if (value.ValueKind != JsonValueKind.Number)
            problems.WrongType($"{at}.{name}");
        else if (Math.Abs(value.GetDouble()) > limit)
            problems.Add($"Must be between -{limit} and {limit}", $"{at}.{name}");
    }
}
