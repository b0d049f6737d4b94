namespace Line.Messaging;

/// <summary>One fault in a request, as LINE's <c>details[]</c> describe it; <c>Validate()</c> of this library answers the same shape.</summary>
/// <param name="Message">What is wrong, for example <c>May not be empty</c>.</param>
/// <param name="Property">Where, for example <c>messages[0].text</c>; null when LINE names no place.</param>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#error-responses"/>
public sealed record LineErrorDetail(string? Message = null, string? Property = null);
