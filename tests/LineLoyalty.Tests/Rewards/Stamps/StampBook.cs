using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tests.Rewards.Stamps;

/// <summary>Stamp cards as a brand would have decided them.</summary>
internal static class StampBook
{
    public static Task PrintAsync(TestApp app, string code, StampDefinition says, DateTime? from = null, bool active = true) => app.DbAsync(async db =>
    {
        var card = await db.StampProgrammes.Include(p => p.Versions).SingleOrDefaultAsync(p => p.Code == code)
            ?? db.StampProgrammes.Add(new StampProgramme { Code = code, CreatedAt = app.Clock.Now }).Entity;
        card.Versions.Add(new StampProgrammeVersion
        {
            Version = card.Versions.Count + 1, Name = "卡 " + code, NameEn = "Card " + code, Definition = says.ToJson(), Active = active, ValidFrom = from ?? app.Clock.Now.AddDays(-30), CreatedAt = app.Clock.Now,
        });
        return await db.SaveChangesAsync();
    });

    public static StampDefinition Each(long amount, int stamps, params (int At, Prize Prize)[] prizes) =>
        new() { Stamps = stamps, Earns = new PerSale(amount, Each: true), Prizes = [.. prizes.Select(p => new StampPrize(p.At, p.Prize))] };
}
