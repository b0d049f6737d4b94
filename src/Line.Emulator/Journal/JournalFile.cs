using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Line.Emulator.Journal;

/// <summary>Append-only JSON lines with group commit: many records, one fsync.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly SafeFileHandle _lockFile;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly List<(long Seq, long Offset, int Length)> _sends = [];
    private ArrayBufferWriter<byte> _pending = new(64 * 1024);
    private ArrayBufferWriter<byte> _spare = new(64 * 1024);
    private TaskCompletionSource? _batch;
    private Task _writing = Task.CompletedTask;
    private Exception? _failure;
    private long _end;
    private long _durable;
    private Thread? _writer;
    private bool _closing;

    public JournalFile(string path)
    {
        try
        {
            // A file of its own, so that the journal can be read while it grows. The system lets go of it when the process dies.
            _lockFile = File.OpenHandle(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"The journal {path} cannot be opened (is another emulator using it?): {e.Message}", e);
        }
    }

    /// <summary>Reads every record back, cuts off a torn last line, then starts writing.</summary>
    public void Open(Action<JournalRecord> replay)
    {
        var length = RandomAccess.GetLength(_file);
        var buffer = new byte[1 << 20];
        var filled = 0;
        long bufferStart = 0;
        while (true)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var read = RandomAccess.Read(_file, buffer.AsSpan(filled), bufferStart + filled);
            filled += read;
            var start = 0;
            for (int newline; (newline = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0; start += newline + 1)
            {
                var offset = bufferStart + start;
                if (Parse(buffer.AsSpan(start, newline), offset, isLast: offset + newline + 1 == length) is not { } record)
                    break;
                replay(record);
                if (record is Sending.SendAccepted)
                    _sends.Add((record.Seq, offset, newline));
                _end = offset + newline + 1;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            bufferStart += start;
            filled -= start;
            if (read == 0)
                break;
        }

        if (_end != length)
        {
            RandomAccess.SetLength(_file, _end);
            RandomAccess.FlushToDisk(_file);
        }

        _durable = _end;
        _writer = new Thread(Write) { IsBackground = true, Name = "line-journal" };
        _writer.Start();
    }

    private static JournalRecord? Parse(ReadOnlySpan<byte> line, long offset, bool isLast)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalRecord>(line, JournalJson.Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            if (isLast)
                return null;
            throw new InvalidOperationException($"The journal is damaged at byte {offset}: {e.Message}", e);
        }
    }

    /// <summary>Puts a record into the next batch; the task ends when it is on disk.</summary>
    public Task Append(JournalRecord record)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (_failure is not null)
                return Task.FromException(_failure);
            var before = _pending.WrittenCount;
            using (var json = new Utf8JsonWriter(_pending, new JsonWriterOptions { Encoder = JournalJson.Options.Encoder, SkipValidation = true }))
                JsonSerializer.Serialize(json, record, JournalJson.Options);
            if (record is Sending.SendAccepted)
                _sends.Add((record.Seq, _end + before, _pending.WrittenCount - before));
            _pending.Write("\n"u8);
            if (_batch is null)
            {
                _batch = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _work.Release();
            }

            return _batch.Task;
        }
    }

    /// <summary>Ends when everything appended so far is on disk.</summary>
    public Task WhenDurable()
    {
        lock (_lock)
            return _failure is not null ? Task.FromException(_failure) : _batch?.Task ?? _writing;
    }

    private void Write()
    {
        while (true)
        {
            _work.Wait();
            ArrayBufferWriter<byte> bytes;
            TaskCompletionSource batch;
            long at;
            lock (_lock)
            {
                if (_batch is null)
                    return;
                (bytes, batch) = (_pending, _batch);
                (_pending, _spare) = (_spare, _pending);
                _batch = null;
                _writing = batch.Task;
                at = _end;
                _end += bytes.WrittenCount;
            }

            try
            {
                RandomAccess.Write(_file, bytes.WrittenSpan, at);
                RandomAccess.FlushToDisk(_file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                lock (_lock)
                {
                    _failure = e;
                    _batch?.SetException(e);
                }

                batch.SetException(e);
                return;
            }

            lock (_lock)
                _durable = at + bytes.WrittenCount;
            bytes.ResetWrittenCount();
            batch.SetResult();
        }
    }

    /// <summary>Accepted sends after a sequence number. Wait for <see cref="WhenDurable"/> first: they are read from the file.</summary>
    public IEnumerable<SendAcceptedLine> Sends(long after)
    {
        List<(long Seq, long Offset, int Length)> wanted;
        lock (_lock)
            wanted = _sends.SkipWhile(s => s.Seq <= after).TakeWhile(s => s.Offset < _durable).ToList();
        foreach (var (seq, offset, length) in wanted)
        {
            var line = new byte[length];
            RandomAccess.Read(_file, line, offset);
            yield return new SendAcceptedLine(seq, line);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_closing)
                return;
            _closing = true;
        }

        if (_writer is not null)
        {
            _work.Release();
            _writer.Join();
        }

        _file.Dispose();
        _lockFile.Dispose();
        _work.Dispose();
    }
}

internal readonly record struct SendAcceptedLine(long Seq, byte[] Json)
{
    public Sending.SendAccepted Read() => (Sending.SendAccepted)JsonSerializer.Deserialize<JournalRecord>(Json, JournalJson.Options)!;
}
