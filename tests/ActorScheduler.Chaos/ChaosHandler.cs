using System.Diagnostics;

namespace ActorScheduler.Chaos;

/// <summary>Runs the plan's jobs and writes down what they do.</summary>
internal sealed class ChaosHandler(NoteLog log, int life, string harmless) : IJobHandler<ChaosJob, int>, IJobHandler<ChaosSteps, int>
{
    public async Task<int> RunAsync(ChaosJob job, JobContext context)
    {
        Note note = Of(context) with { Job = job.Number, Copy = job.Copy, After = job.After };
        log.Write(note with { Kind = NoteKind.Start });
        if (job.Work == Work.Poison && !File.Exists(harmless)) await DieAsync().ConfigureAwait(false);
        try
        {
            await SpendAsync(job.Time, context).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            log.Write(note with { Kind = NoteKind.Quit });
            throw;
        }

        bool fails = job.Work == Work.Flaky && context.Attempt == 1;
        log.Write(note with { Kind = fails ? NoteKind.Fail : NoteKind.End });
        return fails ? throw new InvalidOperationException("The first attempt fails, as planned.") : job.Number;
    }

    public async Task<int> RunAsync(ChaosSteps job, JobContext context)
    {
        int done = context.Checkpoint.IsEmpty ? 0 : context.Checkpoint.Span[0];
        Note note = Of(context) with { Job = job.Number, Copy = job.Copy, After = job.After };
        log.Write(note with { Kind = NoteKind.Start, Detail = done });
        while (done < job.Steps)
        {
            await SpendAsync(job.Time, context).ConfigureAwait(false);
            done++;
            await context.CheckpointAsync(new[] { (byte)done }).ConfigureAwait(false);
            log.Write(note with { Kind = NoteKind.Step, Detail = done });
        }

        log.Write(note with { Kind = NoteKind.End });
        return done;
    }

    private Note Of(JobContext context) => new(
        NoteKind.Start, Job: 0, Copy: 0, life, context.Token.Attempt, (int)context.Token.Epoch);

    // By the signal that leaves no time for anything.
    private static async Task DieAsync()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        await new TaskCompletionSource().Task.ConfigureAwait(false);
    }

    private static async Task SpendAsync(int milliseconds, JobContext context)
    {
        await Task.Yield();
        // real time: what is to be killed has to last
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, context.CancellationToken)
            .ConfigureAwait(false);
    }
}
