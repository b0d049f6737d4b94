using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;

namespace LineLoyalty.Server.Demo;

internal sealed record DemoPerson(
    int Number, string Name, string DisplayName, string Phone, Gender? Gender, DateOnly? Birthday, DateOnly JoinedOn, string Source, string Language,
    bool OnLine, IReadOnlyList<DemoVisit> Visits)
{
    /// <summary>The same person has the same LINE user id at every start.</summary>
    public string LineUserId => "U" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"demo person {Number}")))[..32];
}

internal sealed record DemoVisit(DateOnly Day, TimeOnly Time, int Store, string Payment, bool UsesPoints, IReadOnlyList<(int Product, int Quantity)> Basket);

/// <summary>
/// A made-up café chain with 300 members on LINE, twelve more from its old till, and 18 months of visits. Everything comes from a fixed
/// seed and the day it is loaded on, so two demos loaded on one day are the same.
/// </summary>
internal static class DemoBrand
{
    public const string Name = "晨光咖啡";
    public const string NameEn = "Morning Light Coffee";
    public const string Color = "#0f766e";
    public const int OnLine = 300;
    public const int FromOldTill = 12;
    private const int Seed = 20260101;
    private const int Months = 18;

    public static readonly IReadOnlyList<Store> Stores =
    [
        new() { Code = "TPE01", Name = "台北永康店", NameEn = "Taipei Yongkang" },
        new() { Code = "TXG01", Name = "台中審計店", NameEn = "Taichung Shenji" },
        new() { Code = "KHH01", Name = "高雄鹽埕店", NameEn = "Kaohsiung Yancheng" },
    ];

    public static readonly IReadOnlyList<Product> Products =
    [
        Item("C01", "美式咖啡", "Americano", "咖啡", 80), Item("C02", "拿鐵", "Latte", "咖啡", 120), Item("C03", "燕麥奶拿鐵", "Oat latte", "咖啡", 140),
        Item("C04", "卡布奇諾", "Cappuccino", "咖啡", 120), Item("C05", "手沖單品", "Pour-over", "咖啡", 180), Item("C06", "黑糖拿鐵", "Brown sugar latte", "咖啡", 135),
        Item("C07", "冰滴咖啡", "Cold drip", "咖啡", 160), Item("T01", "凍頂烏龍", "Dong Ding oolong", "茶飲", 90), Item("T02", "蜜香紅茶", "Honey black tea", "茶飲", 90),
        Item("T03", "抹茶拿鐵", "Matcha latte", "茶飲", 140), Item("T04", "柚子氣泡飲", "Yuzu soda", "茶飲", 130), Item("B01", "原味可頌", "Croissant", "烘焙", 75),
        Item("B02", "肉桂捲", "Cinnamon roll", "烘焙", 85), Item("B03", "巴斯克乳酪蛋糕", "Basque cheesecake", "烘焙", 150), Item("B04", "檸檬磅蛋糕", "Lemon pound cake", "烘焙", 95),
        Item("F01", "煙燻鮭魚貝果", "Salmon bagel", "輕食", 220), Item("F02", "松露蘑菇帕尼尼", "Truffle panini", "輕食", 240), Item("F03", "早午餐盤", "Brunch plate", "輕食", 320),
        Item("R01", "招牌配方豆 227g", "House blend 227 g", "零售", 420), Item("R02", "濾掛咖啡 10 入", "Drip bags (10)", "零售", 350),
    ];

    public static IReadOnlyList<DemoPerson> People(DateOnly today)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, OnLine + FromOldTill).Select(n => Person(n, today, random))];
    }

    private static Product Item(string sku, string name, string nameEn, string category, long price) =>
        new() { Sku = sku, Name = name, NameEn = nameEn, Category = category, Price = price };

    private static readonly string[] Surnames =
        ["陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭", "謝", "郭", "洪", "邱", "曾", "廖", "賴", "徐", "周", "葉", "蘇", "莊", "呂"];
    private static readonly string[] FemaleNames =
        ["怡君", "雅婷", "佳穎", "詩涵", "欣怡", "宜蓁", "思妤", "筱涵", "品妍", "郁婷", "雅雯", "心怡", "靜宜", "芷若", "佩珊", "亭妤", "羽彤", "子晴", "語桐", "若瑜"];
    private static readonly string[] MaleNames =
        ["家豪", "志明", "俊傑", "建宏", "冠宇", "承翰", "柏翰", "宗翰", "彥廷", "宇軒", "冠廷", "品睿", "承恩", "睿恩", "哲瑋", "信宏", "文彬", "育誠", "子軒", "浩宇"];
    private static readonly string[] Nicknames = ["", "☕", "✿", "🐱", "_tw", " 🌿", "", "", "", ""];
    private static readonly string[] Sources = ["counter-card", "poster-yongkang", "instagram", "receipt", "greeting", "friend"];
    private static readonly string[] Payments = ["cash", "credit", "line-pay", "line-pay", "jkopay"];

    private static DemoPerson Person(int number, DateOnly today, Random random)
    {
        var gender = random.NextDouble() < 0.62 ? Gender.Female : Gender.Male;
        var given = gender == Gender.Female ? FemaleNames : MaleNames;
        var givenName = given[random.Next(given.Length)];
        var name = Surnames[random.Next(Surnames.Length)] + givenName;
        var onLine = number < OnLine;
        var joined = today.AddDays(-random.Next(20, Months * 30));
        var (first, last, gap) = Habit(random, joined, today);
        var birthday = random.NextDouble() < 0.92
            ? new DateOnly(random.Next(1962, 2007), 1, 1).AddDays(random.Next(365))
            : (DateOnly?)null;
        return new DemoPerson(
            number, name, givenName + Nicknames[random.Next(Nicknames.Length)], $"09{10 + (number % 80):00}{random.Next(100_000, 999_999)}",
            random.NextDouble() < 0.9 ? gender : null, birthday, first,
            onLine ? Sources[random.Next(Sources.Length)] : "old-till", random.NextDouble() < 0.06 ? "en" : "zh-TW", onLine,
            Visits(random, first, last, gap));
    }

    /// <summary>Regulars, weekenders, people who stopped coming, people who came once: the groups a marketer looks for.</summary>
    private static (DateOnly First, DateOnly Last, double Gap) Habit(Random random, DateOnly joined, DateOnly today) => random.Next(100) switch
    {
        < 10 => (joined, today, 4 + (random.NextDouble() * 4)),
        < 35 => (joined, today, 9 + (random.NextDouble() * 9)),
        < 65 => (joined, today, 20 + (random.NextDouble() * 25)),
        < 85 => (joined, today.AddDays(-random.Next(31, 200)), 9 + (random.NextDouble() * 15)),
        < 95 => (joined, joined, 1000),
        _ => (today.AddDays(-random.Next(1, 20)), today, 6),
    };

    private static List<DemoVisit> Visits(Random random, DateOnly first, DateOnly last, double gap)
    {
        var visits = new List<DemoVisit>();
        var home = random.Next(Stores.Count);
        var favourite = random.Next(7);
        for (var day = (double)first.DayNumber; day <= Math.Max(last.DayNumber, first.DayNumber); day += gap * (0.5 + random.NextDouble()))
        {
            var basket = new Dictionary<int, int> { [random.NextDouble() < 0.6 ? favourite : random.Next(11)] = random.NextDouble() < 0.2 ? 2 : 1 };
            if (random.NextDouble() < 0.45) basket[random.Next(11, 18)] = 1;
            if (random.NextDouble() < 0.06) basket[random.Next(18, 20)] = 1;
            visits.Add(new DemoVisit(
                DateOnly.FromDayNumber((int)day), new TimeOnly(random.Next(8, 20), random.Next(60)), random.NextDouble() < 0.9 ? home : random.Next(Stores.Count),
                Payments[random.Next(Payments.Length)], random.NextDouble() < 0.08, [.. basket.Select(i => (i.Key, i.Value))]));
        }
        return visits;
    }

    /// <summary>Phone numbers of the people from the old till, for trying the one-time code.</summary>
    public static IEnumerable<string> OldTillPhones(DateOnly today) => People(today).Where(p => !p.OnLine).Select(p => p.Phone.ToString(CultureInfo.InvariantCulture));
}
