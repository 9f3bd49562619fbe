using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler;

/// <summary>
/// Reads what a child process writes to one of its streams, exactly, while it runs or later: as lines with <c>await
/// foreach</c>, or as bytes. A reader that waits holds no thread, and the job's own fate is never thrown here.
/// </summary>
/// <remarks>
/// Thread-safe. Output that is captured has any number of readers, each from the first byte; streamed output
/// (<see cref="ProcessOutput.Stream"/>) has one at a time, which gets each byte once, and leaving a loop over lines
/// loses what was read ahead. Reading may begin before the job starts. When the job is run again after a failure, a
/// reader begins with the newest attempt, and one that is at the end of an attempt goes on with the next.
/// </remarks>
public sealed class ProcessOutputReader : IAsyncEnumerable<OutputLine>
{
    private const int ChunkSize = 64 * 1024;
    private readonly Lock _gate = new();
    private readonly OutputSource _source;
    private readonly bool _isReadable;
    private readonly JobHandle? _job;       // says on whose threads readers go on
    private TaskCompletionSource? _changed;
    private OutputStore? _store;
    private int _attempt;
    private bool _closed;

    internal ProcessOutputReader(OutputSource source, ProcessOutput output, JobHandle? job = null)
    {
        _job = job;
        _source = source;
        _isReadable = output is ProcessOutput.CaptureOutput or ProcessOutput.StreamOutput;
    }

    /// <summary>Bytes that the newest attempt has written so far and that have come here.</summary>
    public long Length
    {
        get
        {
            lock (_gate) return _store?.Length ?? 0;
        }
    }

    /// <summary>
    /// The lines, as they come, until the process has ended for good. A line ends with LF or CR LF; the last one needs
    /// no end. A line of more than 1 MiB comes in pieces.
    /// </summary>
    /// <param name="cancellationToken">Gives up reading; the process runs on.</param>
    /// <exception cref="InvalidOperationException">
    /// The job's output does not come here, or it is streamed and another reader has it.
    /// </exception>
    /// <exception cref="ProcessOutputLostException">There was more, but the disk had no room for it.</exception>
    public async IAsyncEnumerator<OutputLine> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var splitter = new LineSplitter();
        var lines = new Queue<string>();
        await foreach (ReadOnlyMemory<byte> piece in ReadPiecesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (piece.IsEmpty) splitter.Finish(lines.Enqueue);
            else splitter.Push(piece.Span, lines.Enqueue);
            while (lines.TryDequeue(out string? line)) yield return new OutputLine(_source, line);
        }
    }

    /// <summary>The bytes in pieces, as they come, until the process has ended for good.</summary>
    /// <param name="cancellationToken">Gives up reading; the process runs on.</param>
    /// <exception cref="InvalidOperationException">
    /// The job's output does not come here, or it is streamed and another reader has it.
    /// </exception>
    /// <exception cref="ProcessOutputLostException">There was more, but the disk had no room for it.</exception>
    public async IAsyncEnumerable<OutputChunk> ReadChunksAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (ReadOnlyMemory<byte> piece in ReadPiecesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!piece.IsEmpty) yield return new OutputChunk(_source, piece);
        }
    }

    /// <summary>All bytes, when the process has ended for good. For output that fits into memory.</summary>
    /// <param name="cancellationToken">Gives up reading; the process runs on.</param>
    /// <exception cref="InvalidOperationException">
    /// The job's output does not come here, or it is streamed and another reader has it.
    /// </exception>
    /// <exception cref="ProcessOutputLostException">There was more, but the disk had no room for it.</exception>
    public async Task<byte[]> ReadAllBytesAsync(CancellationToken cancellationToken = default)
    {
        var all = new ArrayBufferWriter<byte>();
        await foreach (OutputChunk chunk in ReadChunksAsync(cancellationToken).ConfigureAwait(false))
            all.Write(chunk.Bytes.Span);
        return all.WrittenSpan.ToArray();
    }

    /// <summary>All text, read as UTF-8, when the process has ended for good. Invalid bytes show as U+FFFD.</summary>
    /// <param name="cancellationToken">Gives up reading; the process runs on.</param>
    /// <exception cref="InvalidOperationException">
    /// The job's output does not come here, or it is streamed and another reader has it.
    /// </exception>
    /// <exception cref="ProcessOutputLostException">There was more, but the disk had no room for it.</exception>
    public async Task<string> ReadAllTextAsync(CancellationToken cancellationToken = default) =>
        Encoding.UTF8.GetString(await ReadAllBytesAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>What the newest attempt has written so far, without waiting for more. For captured output.</summary>
    /// <param name="cancellationToken">Gives up reading; the process runs on.</param>
    /// <exception cref="InvalidOperationException">The job's output is not captured.</exception>
    public async Task<byte[]> ReadAvailableBytesAsync(CancellationToken cancellationToken = default)
    {
        RefuseUnreadable();
        OutputStore? store;
        lock (_gate) store = _store;
        if (store is null) return [];
        if (!store.IsRereadable)
            throw new InvalidOperationException("Streamed output is read once, by its one reader.");
        byte[] bytes = new byte[store.Length];
        using OutputCursor cursor = store.OpenCursor();
        int filled = 0;
        while (filled < bytes.Length)
            filled += await cursor.ReadAsync(bytes.AsMemory(filled), cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>Writes all bytes to a stream as they come, until the process has ended for good.</summary>
    /// <param name="destination">The stream; while it takes its time, streamed output makes the process wait.</param>
    /// <param name="cancellationToken">Gives up reading; the process runs on.</param>
    /// <exception cref="InvalidOperationException">
    /// The job's output does not come here, or it is streamed and another reader has it.
    /// </exception>
    /// <exception cref="ProcessOutputLostException">There was more, but the disk had no room for it.</exception>
    public async Task CopyToAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        await foreach (OutputChunk chunk in ReadChunksAsync(cancellationToken).ConfigureAwait(false))
            await destination.WriteAsync(chunk.Bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An attempt has started, and this is what it writes into.</summary>
    internal void Attach(OutputStore store)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            store.Host ??= _job?.Core.Host;
            _store = store;
            _attempt++;
            waiting = TakeWaiting();
        }

        waiting?.SetResult();
    }

    /// <summary>The last bytes of the newest attempt, to be kept; null when nothing comes here.</summary>
    internal OutputTail? ReadTail()
    {
        lock (_gate)
        {
            return _store is OutputSpool spool
                ? new OutputTail
                {
                    Content = UnsafeByteOperations.UnsafeWrap(spool.ReadTail(OutputTails.MaxBytes)),
                    Length = spool.Length,
                }
                : null;
        }
    }

    /// <summary>Gives what was kept of a process that has ended to whoever reads.</summary>
    internal void TakeTail(OutputTail? tail)
    {
        if (tail is null) return;
        var spool = new OutputSpool(OutputTails.MaxBytes, temporaryFolder: null);
        spool.Append(tail.Content.Span);
        spool.Complete();
        Attach(spool);
    }

    /// <summary>There will be no further attempt.</summary>
    internal void Close()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _closed = true;
            waiting = TakeWaiting();
        }

        waiting?.SetResult();
    }

    private TaskCompletionSource? TakeWaiting()
    {
        TaskCompletionSource? waiting = _changed;
        _changed = null;
        return waiting;
    }

    private void RefuseUnreadable()
    {
        if (!_isReadable)
            throw new InvalidOperationException(
                $"The process's {_source} does not come here: its job says neither Capture nor Stream.");
    }

    // What comes, with an empty piece at the end of each attempt.
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadPiecesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RefuseUnreadable();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int attempt = 0;
            while (await WaitForAttemptAsync(attempt, cancellationToken).ConfigureAwait(false) is { } next)
            {
                attempt = next.Number;
                using OutputCursor cursor = next.Store.OpenCursor();
                int read;
                while ((read = await cursor.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                    yield return buffer.AsMemory(0, read);
                yield return ReadOnlyMemory<byte>.Empty;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The newest attempt after the given one; null when there is none and will be none.
    private async ValueTask<(OutputStore Store, int Number)?> WaitForAttemptAsync(int after,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_attempt > after) return (_store!, _attempt);
                if (_closed) return null;
                _changed ??= new TaskCompletionSource();
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).On(_job?.Core.Host);
        }
    }
}
