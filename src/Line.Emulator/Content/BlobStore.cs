namespace Line.Emulator.Content;

/// <summary>Pictures and files beside the journal; written before the record that names them.</summary>
internal sealed class BlobStore(string folder)
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(folder, "blobs")).FullName;

    public async Task WriteAsync(string name, ReadOnlyMemory<byte> bytes)
    {
        var path = Path.Combine(_folder, name);
        await using (var file = File.Create(path + ".new"))
        {
            await file.WriteAsync(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    public byte[]? Read(string name)
    {
        var path = Path.Combine(_folder, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public void Rename(string from, string to) => File.Move(Path.Combine(_folder, from), Path.Combine(_folder, to), overwrite: true);

    public void Delete(string name) => File.Delete(Path.Combine(_folder, name));
}
