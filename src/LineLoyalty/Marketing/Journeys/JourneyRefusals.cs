using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Marketing.Journeys;

public static class JourneyRefusals
{
    public static readonly Refusal NotFound = new("journey.not_found", "There is no such journey.", "找不到這個旅程。", StatusCodes.Status404NotFound);
    /// <summary>Facts: <c>errors</c>, a list of <see cref="JourneyFault"/>.</summary>
    public static readonly Refusal Invalid = new("journey.invalid", "Something in this journey is not right yet.", "旅程有需要修正的地方。", StatusCodes.Status400BadRequest);
    public static readonly Refusal Changed = new("journey.changed", "Somebody else has changed this journey meanwhile.", "這個旅程剛被其他人修改過，請重新整理。");
    public static readonly Refusal NotPublished = new("journey.not_published", "Publish it first.", "請先發布旅程。");
    public static readonly Refusal On = new("journey.on", "Switch it off first.", "請先關閉旅程。");
}
