using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.TestHost;

namespace LineLoyalty.Tests.Rewards.Coupons;

/// <summary>Kinds of coupon in a test: plain ones for the pure rules, stored ones for the doors.</summary>
internal static class Kinds
{
    private static int serial;

    public static CouponDefinition Of(CouponKind kind, long value = 0, CouponRules? rules = null, Action<CouponDefinition>? also = null)
    {
        var id = Interlocked.Increment(ref serial);
        var made = new CouponDefinition { Id = id, Code = $"kind{id}", Title = $"券 {id}", TitleEn = $"Coupon {id}", Kind = kind, Value = value, Rules = rules ?? CouponRules.None, CreatedAt = TestApp.Start.UtcDateTime };
        also?.Invoke(made);
        return made;
    }

    /// <summary>A coupon in nobody's database.</summary>
    public static Coupon Held(CouponDefinition kind, int days = 30) => new()
    {
        Id = Interlocked.Increment(ref serial), Ref = $"ref{serial}", DefinitionId = kind.Id, Definition = kind, MemberId = 1, CodeSealed = "", CodeIndex = "",
        IssuedAt = TestApp.Start.UtcDateTime, ValidUntil = TestApp.Start.UtcDateTime.AddDays(days), Uses = kind.UsesOfOne, UsesLeft = kind.UsesOfOne, Reason = "test",
    };

    /// <summary>Stores a kind; its id is the database's own.</summary>
    public static Task<CouponDefinition> SaveAsync(TestApp app, CouponKind kind, long value = 0, CouponRules? rules = null, Action<CouponDefinition>? also = null) => app.DbAsync(async db =>
    {
        var made = new CouponDefinition
        {
            Code = $"k{Guid.NewGuid():N}"[..20], Title = "測試券", TitleEn = "Test coupon", Kind = kind, Value = value, Rules = rules ?? CouponRules.None, CreatedAt = app.Clock.Now,
        };
        also?.Invoke(made);
        db.CouponDefinitions.Add(made);
        await db.SaveChangesAsync();
        return made;
    });
}
