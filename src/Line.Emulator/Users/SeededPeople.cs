using System.Security.Cryptography;
using System.Text;

namespace Line.Emulator.Users;

/// <summary>Made-up people with Taiwanese names; the same index is always the same person.</summary>
internal static class SeededPeople
{
    private const string Surnames = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾施游沈彭詹胡余";

    private static readonly string[] GivenNames =
    [
        "怡君", "雅婷", "宗翰", "家豪", "淑芬", "志明", "佳穎", "冠宇", "詩涵", "柏翰", "美玲", "建宏", "欣怡", "俊傑", "郁婷", "承翰",
        "雅雯", "子軒", "佩珊", "信宏", "思妤", "彥廷", "麗華", "冠廷", "品妍", "宇翔", "惠雯", "文雄", "宜蓁", "哲瑋", "心怡", "國華",
    ];

    public static EmulatorUser Person(int index)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"line-emulator person {index}"));
        var name = $"{Surnames[hash[0] % Surnames.Length]}{GivenNames[hash[1] % GivenNames.Length]}";
        return new EmulatorUser("U" + Convert.ToHexStringLower(hash.AsSpan(0, 16)), name);
    }
}
