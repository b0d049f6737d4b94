using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Demo;

/// <summary>Writes the made-up brand into an empty database, ledger and tier history included, by the product's own rules.</summary>
internal sealed class LoadDemoBrand(
    LoyaltyDb db, BrandTime time, Vault vault, ReadPointsProgramme programmes, IOptions<BrandOptions> brand, IssueCoupon issueCoupon, RecordStamps recordStamps, RunDraw runDraw)
{
    private const string Loaded = "demo.loaded";
    private const int MembersPerSave = 50;
    private const int StampedMembers = 60;
    private const int StampedDays = 28;
    private PointsProgramme programme = null!;

    /// <returns>False when the brand was there already.</returns>
    public async Task<bool> ExecuteAsync(CancellationToken ct)
    {
        if (await db.Settings.AnyAsync(s => s.Key == Loaded, ct)) return false;
        var today = time.Today;
        await using var unit = await db.BeginWriteAsync(ct);
        db.Stores.AddRange(DemoBrand.Stores.Select(s => new Store { Code = s.Code, Name = s.Name, NameEn = s.NameEn }));
        db.Products.AddRange(DemoBrand.Products.Select(p =>
            new Product { Sku = p.Sku, Name = p.Name, NameEn = p.NameEn, Category = p.Category, Price = p.Price }));
        await db.SaveChangesAsync(ct);
        var stores = await db.Stores.OrderBy(s => s.Id).Select(s => s.Id).ToListAsync(ct);
        var rules = new TierRules(await db.Tiers.AsNoTracking().ToListAsync(ct));

        // Nothing is queried between saves, so the context need not look for changes at every Add.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        programme = await programmes.AtAsync(time.Now, ct);
        var receipts = new int[stores.Count];
        foreach (var group in DemoBrand.People(today).Chunk(MembersPerSave))
        {
            var people = group.Select(p => (Person: p, Member: NewMember(p))).ToList();
            db.Members.AddRange(people.Select(p => p.Member));
            await SaveAsync(ct);
            var sales = people.SelectMany(p => p.Person.Visits
                .Select(v => (p.Member, Visit: v, At: time.At(v.Day, v.Time)))
                .Where(v => v.At < time.Now)
                .Select(v => (v.Member, Purchase: NewPurchase(v.Member, v.Visit, v.At, stores, receipts), v.Visit.UsesPoints))).ToList();
            db.Purchases.AddRange(sales.Select(s => s.Purchase));
            await SaveAsync(ct);
            foreach (var (person, member) in people)
            {
                Bind(person, member);
                WriteHistory(person, member, [.. sales.Where(s => s.Member == member).Select(s => (s.Purchase, s.UsesPoints))], rules);
            }
            await SaveAsync(ct);
            db.ChangeTracker.Clear();
        }
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        await FillWalletsAsync(ct);
        DemoPrizes.Add(db, time.Now);
        await StampCardsAsync(ct);
        var draw = db.Draws.Add(DemoPrizes.Draw(time.Now)).Entity;
        await db.SaveChangesAsync(ct);
        await runDraw.OpenAsync(draw.Id, ct);
        db.Settings.Add(new Setting { Key = Loaded, Value = today.ToString("O", System.Globalization.CultureInfo.InvariantCulture) });
        await unit.CommitAsync(ct);
        return true;
    }

    private Task<int> SaveAsync(CancellationToken ct)
    {
        db.ChangeTracker.DetectChanges();
        return db.SaveChangesAsync(ct);
    }

    private Member NewMember(DemoPerson person)
    {
        var joined = time.At(person.JoinedOn, new TimeOnly(8, 0));
        _ = PhoneNumber.TryParse(person.Phone, out var phone);
        return new Member
        {
            Ref = RegisterMember.NewRef(),
            CardNumber = CardNumbers.New(),
            Name = person.Name,
            PhoneSealed = PhoneNumber.Seal(vault, phone!),
            PhoneIndex = PhoneNumber.Index(vault, phone!),
            BirthYear = person.Birthday?.Year,
            BirthMonth = person.Birthday?.Month,
            BirthDay = person.Birthday?.Day,
            Gender = person.Gender,
            Language = person.Language,
            JoinedAt = joined,
            JoinSource = person.Source,
            ConsentVersion = person.OnLine ? brand.Value.ConsentVersion : null,
            ConsentAt = person.OnLine ? joined : null,
            MarketingOptIn = person.OnLine,
            MarketingChangedAt = person.OnLine ? joined : null,
        };
    }

    private void Bind(DemoPerson person, Member member)
    {
        db.MemberEvents.Add(new MemberEvent { MemberId = member.Id, Kind = MemberEvents.Joined, At = member.JoinedAt });
        if (!person.OnLine) return;
        db.LineAccounts.Add(new LineAccount
        {
            LineUserId = person.LineUserId,
            MemberId = member.Id,
            BoundAt = member.JoinedAt,
            DisplayName = person.DisplayName,
            Language = person.Language,
            Friend = true,
            FriendChangedAt = member.JoinedAt,
            FirstSeenAt = member.JoinedAt,
        });
        db.MemberEvents.Add(new MemberEvent { MemberId = member.Id, Kind = MemberEvents.Bound, At = member.JoinedAt });
    }

    private Purchase NewPurchase(Member member, DemoVisit visit, DateTime at, List<long> stores, int[] receipts)
    {
        var lines = visit.Basket.Select((item, position) => (Product: DemoBrand.Products[item.Product], item.Quantity, Position: position)).ToList();
        var total = lines.Sum(l => l.Product.Price * l.Quantity);
        return new Purchase
        {
            Ref = Secret.New(16),
            StoreId = stores[visit.Store],
            ReceiptNumber = $"D{++receipts[visit.Store]:000000}",
            MemberId = member.Id,
            OccurredAt = at,
            RecordedAt = at,
            SoldOn = visit.Day,
            Weekday = BrandTime.Weekday(visit.Day),
            Hour = time.Local(at).Hour,
            Payment = visit.Payment,
            Total = total,
            Paid = total,
            PointsEarned = Earning(visit.Payment, at, lines.Select(l => (l.Product.Sku, l.Product.Category, l.Quantity, l.Product.Price * l.Quantity))).Total,
            Lines = [.. lines.Select(l => new PurchaseLine
            {
                Position = l.Position,
                Sku = l.Product.Sku,
                Name = l.Product.Name,
                Category = l.Product.Category,
                Quantity = l.Quantity,
                Amount = l.Product.Price * l.Quantity,
                PaidShare = l.Product.Price * l.Quantity,
            })],
        };
    }

    private void WriteHistory(DemoPerson person, Member member, List<(Purchase Purchase, bool UsesPoints)> sales, TierRules rules)
    {
        var account = new PointsAccount(member.Id, 0, []);
        var tiers = new TierHistory(member, rules, time);
        foreach (var (sale, usesPoints) in sales.OrderBy(s => s.Purchase.OccurredAt))
        {
            var at = sale.OccurredAt;
            account.Expire(at, at, PointsReasons.Expired);
            var spendable = account.Available(at);
            // Spent over the counter for a small gift, not within a sale: the sale's own numbers stay as they are.
            if (usesPoints && spendable >= 30) account.Spend(spendable / 10 * 10, at, new PointsCause(at, at, PointsReasons.Redeemed));
            foreach (var part in Earning(sale.Payment, at, sale.Lines.OrderBy(l => l.Position).Select(l => (l.Sku!, l.Category!, l.Quantity, l.PaidShare))).Parts)
            {
                account.Earn(part.Points, at, at, programme.Policy.Expiry.Of(at, new ExpiryFacts(member.JoinedAt, null), time), part.Rule.Code,
                    new PointsCause(at, at, PointsReasons.Purchase, sale.Id) { Rule = part.Rule.Code, RuleVersion = part.Rule.Version, Inputs = part.Inputs.ToJson() });
            }
            tiers.Bought(at, sale.Paid);
            member.PurchaseCount++;
            member.LifetimeSpend += sale.Paid;
            (member.LastPurchaseAt, member.LastPurchaseId) = (at, sale.Id);
            db.MemberEvents.Add(PurchaseEvents.Recorded(sale));
        }
        account.Expire(time.Now, time.Now, PointsReasons.Expired);
        member.PointsBalance = account.Balance;
        db.PointsEntries.AddRange(account.Entries);
        db.TierPeriods.AddRange(tiers.Finish(time.Now));
        if (tiers.Level >= 30) db.MemberTags.Add(new MemberTag { MemberId = member.Id, Name = "VIP", AddedAt = time.Now, Source = "demo" });
        if (person.Visits.Count > 0 && person.Visits.Count(v => v.Time.Hour >= 17) * 2 > person.Visits.Count)
        {
            db.MemberTags.Add(new MemberTag { MemberId = member.Id, Name = "晚間客", AddedAt = time.Now, Source = "demo" });
        }
    }

    private Earning Earning(string payment, DateTime at, IEnumerable<(string Sku, string Category, int Quantity, long Paid)> lines) => DecideEarning.For(
        new EarningFacts
        {
            Local = time.Local(at), Channel = SalesChannels.Store, Payment = payment,
            Lines = [.. lines.Select((l, i) => new FactLine(i, l.Sku, l.Category, l.Quantity, l.Paid))],
        }, programme.Rules);

    /// <summary>The last weeks' coffees of some members, on the card.</summary>
    private async Task StampCardsAsync(CancellationToken ct)
    {
        var since = time.Now.AddDays(-StampedDays);
        DemoPrizes.AddStampCard(db, since, time.Now);
        await db.SaveChangesAsync(ct);
        var sales = await db.Purchases.AsNoTracking().Include(p => p.Lines).Where(p => p.OccurredAt >= since && p.MemberId <= StampedMembers).OrderBy(p => p.OccurredAt).ToListAsync(ct);
        foreach (var sale in sales) await recordStamps.ForSaleAsync(StampedSale.Of(sale, sale.MemberId!.Value, ""), ct);
    }

    private async Task FillWalletsAsync(CancellationToken ct)
    {
        var recent = time.Now.AddDays(-45);
        var members = await db.Members.Where(m => m.JoinedAt > recent || m.TierLevel >= 30).OrderBy(m => m.Id).Select(m => new { m.Id, m.JoinedAt }).ToListAsync(ct);
        foreach (var member in members)
        {
            await issueCoupon.ExecuteAsync(member.Id, "welcome", "welcome", $"welcome:{member.Id}", ct);
        }
    }

    /// <summary>Which level a member held when, by the rules of <see cref="EvaluateTier"/>, replayed over their whole past.</summary>
    private sealed class TierHistory(Member member, TierRules rules, BrandTime time)
    {
        private readonly List<TierPeriod> periods = [New(member, rules.Lowest.Level, member.JoinedAt, null, TierReasons.Join, null, time)];
        private readonly Queue<(DateTime At, long Paid)> window = new();
        private long spend;

        public int Level => periods[^1].Level;

        public void Bought(DateTime at, long paid)
        {
            PassTo(at);
            window.Enqueue((at, paid));
            spend += paid;
            Forget(at);
            var reached = Reached();
            if (reached > Level) Move(at, reached, TierReasons.Upgrade);
        }

        public List<TierPeriod> Finish(DateTime now)
        {
            PassTo(now);
            member.TierLevel = Level;
            return periods;
        }

        private void PassTo(DateTime at)
        {
            while (periods[^1].ValidUntil is { } end && end <= at)
            {
                Forget(end);
                var reached = Reached();
                Move(end, Math.Min(reached, Level), reached >= Level ? TierReasons.Renewal : TierReasons.Downgrade);
            }
        }

        // The sample's levels ask for spend alone.
        private int Reached() => rules.ReachedBy(_ => new TierStats(spend, 0, 0, 0)).Level;

        private void Move(DateTime at, int level, string reason)
        {
            periods[^1].ToAt = at;
            var (tier, day) = (rules.Of(level), time.DayOf(at));
            var basis = reason == TierReasons.Downgrade ? null : new TierBasis(tier.Reach!, day.AddMonths(-tier.Months), reason == TierReasons.Upgrade ? day : day.AddDays(-1));
            periods.Add(New(member, level, at, rules.ValidUntil(level, day, time), reason, basis, time));
        }

        private void Forget(DateTime at)
        {
            var from = time.StartOf(time.DayOf(at).AddMonths(-rules.Lowest.Months));
            while (window.TryPeek(out var oldest) && oldest.At < from) spend -= window.Dequeue().Paid;
        }

        private static TierPeriod New(Member member, int level, DateTime from, DateTime? validUntil, string reason, TierBasis? basis, BrandTime time) => new()
        {
            MemberId = member.Id, Level = level, FromAt = from, ValidUntil = validUntil, Reason = reason, Basis = basis,
            CountsAfter = reason is TierReasons.Join or TierReasons.Renewal ? time.DayOf(from).AddDays(-1) : time.DayOf(from),
        };
    }
}
