using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Prizes;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed record DrawPrizeForm
{
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public int? Count { get; set; }
    /// <summary><c>coupon:CODE</c> or <c>points</c>.</summary>
    public string? Gives { get; set; }
    public long? Points { get; set; }
}

/// <summary>A draw as the form sends it; times in the brand's.</summary>
public sealed record DrawForm
{
    public const int PrizeRows = 5;

    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public string? Description { get; set; }
    public string? DescriptionEn { get; set; }
    public string? ImageUrl { get; set; }
    public DateTime? OpensAt { get; set; }
    public DateTime? ClosesAt { get; set; }
    /// <summary>Empty means by hand.</summary>
    public DateTime? DrawAt { get; set; }
    public long? EntryPoints { get; set; }
    public FreeEntry Free { get; set; } = FreeEntry.Once;
    public int? MaxPerMember { get; set; }
    public bool TellLosers { get; set; }
    public List<DrawPrizeForm> Prizes { get; set; } = [];

    public DrawPrizeForm Row(int i) => Prizes.ElementAtOrDefault(i) ?? new DrawPrizeForm();

    public static DrawForm Of(Draw d, BrandTime time) => new()
    {
        Code = d.Code, Name = d.Name, NameEn = d.NameEn, Description = d.Description, DescriptionEn = d.DescriptionEn, ImageUrl = d.ImageUrl, OpensAt = time.Local(d.OpensAt), ClosesAt = time.Local(d.ClosesAt),
        DrawAt = d.DrawAt is { } at ? time.Local(at) : null, EntryPoints = d.EntryPoints, Free = d.Free, MaxPerMember = d.MaxPerMember, TellLosers = d.TellLosers,
        Prizes = [.. d.Prizes.OrderBy(p => p.Position).Select(p => new DrawPrizeForm
        {
            Name = p.Name, NameEn = p.NameEn, Count = p.Count, Gives = p.Prize is CouponPrize c ? "coupon:" + c.Coupon : "points", Points = (p.Prize as PointsPrize)?.Points,
        })],
    };

    public void Write(Draw to, BrandTime time)
    {
        WriteWords(to);
        (to.OpensAt, to.ClosesAt, to.DrawAt) = (Utc(OpensAt, time) ?? default, Utc(ClosesAt, time) ?? default, Utc(DrawAt, time));
        (to.EntryPoints, to.Free, to.MaxPerMember) = (EntryPoints, Free, MaxPerMember);
        to.Prizes.Clear();
        to.Prizes.AddRange(Prizes.Where(p => !string.IsNullOrWhiteSpace(p.Name)).Select((p, i) => new DrawPrize
        {
            Position = i + 1, Name = p.Name!.Trim(), NameEn = p.NameEn?.Trim() ?? "", Count = p.Count ?? 0,
            Prize = p.Gives?.StartsWith("coupon:", StringComparison.Ordinal) == true ? new CouponPrize(p.Gives["coupon:".Length..]) : new PointsPrize(p.Points ?? 0),
        }));
    }

    /// <summary>What may still change once members enter.</summary>
    public void WriteWords(Draw to)
    {
        (to.Name, to.NameEn, to.Description, to.DescriptionEn) = (Name?.Trim() ?? "", NameEn?.Trim() ?? "", Description?.Trim() ?? "", DescriptionEn?.Trim() ?? "");
        (to.ImageUrl, to.TellLosers) = (string.IsNullOrWhiteSpace(ImageUrl) ? null : ImageUrl.Trim(), TellLosers);
    }

    private static DateTime? Utc(DateTime? local, BrandTime time) => local is { } at ? time.At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at)) : null;
}
