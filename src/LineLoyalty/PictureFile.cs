using System.Buffers.Binary;

namespace LineLoyalty;

/// <summary>Reads of a picture file only what LINE asks about: the kind and the size; and sees whether the file is whole.</summary>
internal static class PictureFile
{
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";

    private const int ChunkFrame = 12;

    /// <summary>Null when it is neither PNG nor JPEG, or cut off.</summary>
    public static (string ContentType, int Width, int Height)? Read(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]) ? ReadPng(file)
        : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? ReadJpeg(file)
        : null;

    private static (string, int, int)? ReadPng(ReadOnlySpan<byte> file)
    {
        (string, int, int)? found = null;
        var hasPixels = false;
        for (var at = 8; at + ChunkFrame <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - ChunkFrame) return null;
            var kind = file.Slice(at + 4, 4);
            var body = file.Slice(at + 8, (int)length);
            if (kind.SequenceEqual("IHDR"u8) && length == 13) found = (Png, BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
            if (kind.SequenceEqual("IDAT"u8)) hasPixels = true;
            if (kind.SequenceEqual("IEND"u8)) return hasPixels ? found : null;
            at += ChunkFrame + (int)length;
        }
        return null;
    }

    private static (string, int, int)? ReadJpeg(ReadOnlySpan<byte> file)
    {
        (string, int, int)? found = null;
        for (var at = 2; at + 4 <= file.Length;)
        {
            if (file[at] != 0xFF) return null;
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2;
                continue;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length) return null;
            // C4, C8 and CC share the range but are no frames.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && length >= 8)
            {
                found = (Jpeg, BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            }
            // The pixels; after them the file must end as JPEGs end.
            if (marker == 0xDA) return file[(at + 2)..].LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0 ? found : null;
            at += 2 + length;
        }
        return null;
    }
}
