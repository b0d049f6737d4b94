namespace LineLoyalty.Server.Admin.Pictures;

/// <summary>A field of a form that takes a picture: uploaded, used before, or an address elsewhere.</summary>
/// <param name="Name">The form's field.</param>
/// <param name="Hint">Which shape looks best.</param>
public sealed record PictureField(string Name, string Id, string Label, string? Value, string Hint = "");
