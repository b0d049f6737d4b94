using System.Buffers.Binary;
using System.Globalization;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>
/// Colours a grey menu drawing in the brand's shades. An 8-bit grey PNG and an indexed one hold the same image data, so only the header
/// changes and a palette is added; no imaging library is needed.
/// </summary>
internal static class MenuPicture
{
    /// <summary>This grey of the drawing is the brand's colour itself; darker ones lead to its deep shade, lighter ones to white.</summary>
    private const int BrandGrey = 100;
    private const int HeaderChunkEnd = 8 + 12 + 13;
    private const int ColourTypeAt = 8 + 8 + 9;
    private const byte Grey = 0;
    private const byte Indexed = 3;
    // White words stand on the brand's colour: large text needs this contrast (WCAG 2.2, 1.4.3).
    private const double LeastContrast = 3.0;

    public static byte[] Colour(ReadOnlySpan<byte> png, string colour)
    {
        if (png.Length < HeaderChunkEnd || png[ColourTypeAt - 1] != 8 || png[ColourTypeAt] != Grey) throw new ArgumentException("Not an 8-bit grey PNG.", nameof(png));
        var header = png[..HeaderChunkEnd].ToArray();
        header[ColourTypeAt] = Indexed;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(HeaderChunkEnd - 4), Crc(header.AsSpan(12, 4 + 13)));
        return [.. header, .. Palette(colour), .. png[HeaderChunkEnd..]];
    }

    private static byte[] Palette(string colour)
    {
        var brand = Readable([Channel(colour, 1), Channel(colour, 3), Channel(colour, 5)]);
        var chunk = new byte[12 + (256 * 3)];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, 256 * 3);
        "PLTE"u8.CopyTo(chunk.AsSpan(4));
        for (var grey = 0; grey < 256; grey++)
        {
            for (var c = 0; c < 3; c++)
            {
                var shade = grey <= BrandGrey
                    ? Between(brand[c] * 0.18, brand[c], (double)grey / BrandGrey)
                    : Between(brand[c], 255, (double)(grey - BrandGrey) / (255 - BrandGrey));
                chunk[8 + (grey * 3) + c] = (byte)Math.Round(shade);
            }
        }
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, 4 + (256 * 3))));
        return chunk;
    }

    private static double[] Readable(double[] brand)
    {
        while (1.05 / (Luminance(brand) + 0.05) < LeastContrast) brand = [.. brand.Select(c => c * 0.95)];
        return brand;
    }

    private static double Luminance(double[] rgb)
    {
        static double Linear(double channel) => channel / 255 is var c && c <= 0.03928 ? c / 12.92 : Math.Pow(((channel / 255) + 0.055) / 1.055, 2.4);
        return (0.2126 * Linear(rgb[0])) + (0.7152 * Linear(rgb[1])) + (0.0722 * Linear(rgb[2]));
    }

    private static double Between(double from, double to, double share) => from + ((to - from) * share);

    private static double Channel(string colour, int at) => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // The CRC of the PNG specification (ISO 3309), bit by bit: it runs over less than a kilobyte.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
