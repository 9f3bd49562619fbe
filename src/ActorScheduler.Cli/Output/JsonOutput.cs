using ActorScheduler.Cli.Run;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.Cli.Output;

/// <summary>
/// Events on standard output, one JSON object a line: <c>started</c>, <c>output</c> (with lines), <c>exited</c>,
/// <c>limit</c> (when it is changed), <c>summary</c>. Output of jobs is text where it is valid UTF-8 (<c>stdout</c>,
/// <c>stderr</c>, <c>text</c>), and base64 otherwise (<c>stdoutBase64</c> and so on). However large it is, it is
/// written in pieces.
/// </summary>
internal sealed class JsonOutput : JobPrinter, IDisposable
{
    /// <summary>Text stays readable: only what JSON itself needs is escaped.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ScreenStream _stream;

    public JsonOutput(Screen screen, OutputMode mode)
        : base(screen)
    {
        _stream = new ScreenStream(screen);
        Kind = mode switch
        {
            OutputMode.Grouped => ProcessOutput.Capture,
            OutputMode.Lines => ProcessOutput.Stream,
            _ => ProcessOutput.Discard,
        };
    }

    /// <inheritdoc/>
    public override ProcessOutput Kind { get; }

    /// <inheritdoc/>
    public override bool ShowsStarts => true;

    /// <inheritdoc/>
    public override ValueTask StartedAsync(JobSpec job, DateTimeOffset at) => EventAsync("started", json =>
    {
        WriteJob(json, job);
        json.WriteString("time", at);
    });

    /// <inheritdoc/>
    public override async Task FollowAsync(JobSpec job, OutputSource source, IJobBytes bytes)
    {
        var buffer = new LineBuffer();
        await foreach (OutputChunk chunk in bytes.ReadAsync().ConfigureAwait(false))
        {
            ReadOnlyMemory<byte> rest = chunk.Bytes;
            for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                buffer.Keep(rest.Span[..end]);
                await LineAsync(job, source, buffer, goesOn: false).ConfigureAwait(false);
            }

            buffer.Keep(rest.Span);
            if (buffer.IsOverlong) await LineAsync(job, source, buffer, goesOn: true).ConfigureAwait(false);
        }

        if (!buffer.Pending.IsEmpty) await LineAsync(job, source, buffer, goesOn: false).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask EndedAsync(JobResult result)
    {
        bool outputIsText = result.Output is null || await IsTextAsync(result.Output).ConfigureAwait(false);
        bool errorIsText = result.Error is null || await IsTextAsync(result.Error).ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            using var json = new Utf8JsonWriter(_stream, Options);
            Begin(json, "exited");
            WriteJob(json, result.Job);
            WriteExit(json, result);
            if (result.Output is { } output)
                await WriteBytesAsync(json, "stdout", output, outputIsText).ConfigureAwait(false);
            if (result.Error is { } error)
                await WriteBytesAsync(json, "stderr", error, errorIsText).ConfigureAwait(false);
            End(json);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override ValueTask LimitAskedAsync(LimitChange change) => EventAsync("limit", json =>
    {
        json.WriteString("signal", change.Signal);
        if (change.Now is { } now) json.WriteNumber("maxJobs", now);
        else json.WriteNull("maxJobs");
    });

    /// <inheritdoc/>
    public override void Ended(RunSummary summary)
    {
        using var json = new Utf8JsonWriter(_stream, Options);
        Begin(json, "summary");
        json.WriteNumber("jobs", summary.Jobs);
        json.WriteNumber("completed", summary.Completed);
        json.WriteNumber("failed", summary.Failed);
        json.WriteNumber("canceled", summary.Canceled);
        json.WriteNumber("skipped", summary.Skipped);
        json.WriteNumber("notRun", summary.NotRun);
        json.WriteNumber("seconds", Math.Round(summary.Elapsed.TotalSeconds, 3));
        json.WriteNumber("exitStatus", summary.ExitStatus);
        End(json);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _stream.Dispose();
    }

    private ValueTask LineAsync(JobSpec job, OutputSource source, LineBuffer buffer, bool goesOn) =>
        EventAsync("output", json =>
    {
        json.WriteNumber("job", job.Number);
        json.WriteString("source", source == OutputSource.Output ? "stdout" : "stderr");
        if (Utf8.IsValid(buffer.Pending)) json.WriteString("text", buffer.Pending);
        else json.WriteBase64String("textBase64", buffer.Pending);
        if (goesOn) json.WriteBoolean("lineGoesOn", true);
        buffer.Clear();
    });

    private async ValueTask EventAsync(string name, Action<Utf8JsonWriter> write)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            using var json = new Utf8JsonWriter(_stream, Options);
            Begin(json, name);
            write(json);
            End(json);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static void Begin(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("event", name);
    }

    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        _stream.EndLine();
    }

    private static void WriteJob(Utf8JsonWriter json, JobSpec job)
    {
        json.WriteNumber("job", job.Number);
        if (job.Name is { } name) json.WriteString("name", name);
        json.WriteString("command", job.Command);
    }

    private static void WriteExit(Utf8JsonWriter json, JobResult result)
    {
        JobExit exit = result.Exit;
        json.WriteString("outcome", exit.Succeeded ? "completed" : result.Failed ? "failed" : "canceled");
        json.WriteNumber("exitCode", result.ExitCode);
        if (result.Signal is { } signal) json.WriteNumber("signal", signal);
        if (exit.StartedAt is { } started) json.WriteString("startTime", started);
        json.WriteString("endTime", exit.ExitedAt);
        json.WriteNumber("seconds", Math.Round(exit.Elapsed.TotalSeconds, 6));
        json.WriteNumber("attempts", exit.Attempts);
        json.WriteBoolean("cancelRequested", exit.CancelRequested);
        json.WriteBoolean("timedOut", exit.TimedOut);
        if (result.Failed) json.WriteString("problem", result.Reason());
    }

    private static async ValueTask<bool> IsTextAsync(IJobBytes bytes)
    {
        var scan = new Utf8Scan();
        if (bytes.Length == 0) return true;
        await foreach (OutputChunk chunk in bytes.ReadAsync().ConfigureAwait(false))
        {
            if (!scan.Push(chunk.Bytes.Span)) return false;
        }

        return scan.IsValid;
    }

    private static async ValueTask WriteBytesAsync(Utf8JsonWriter json, string name, IJobBytes bytes, bool isText)
    {
        json.WritePropertyName(isText ? name : name + "Base64");
        if (bytes.Length > 0)
        {
            await foreach (OutputChunk chunk in bytes.ReadAsync().ConfigureAwait(false))
            {
                if (isText) json.WriteStringValueSegment(chunk.Bytes.Span, isFinalSegment: false);
                else json.WriteBase64StringSegment(chunk.Bytes.Span, isFinalSegment: false);
                await json.FlushAsync().ConfigureAwait(false);
            }
        }

        if (isText) json.WriteStringValueSegment(ReadOnlySpan<byte>.Empty, isFinalSegment: true);
        else json.WriteBase64StringSegment([], isFinalSegment: true);
    }
}
