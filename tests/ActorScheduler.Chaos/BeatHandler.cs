namespace ActorScheduler.Chaos;

/// <summary>Writes down which job runs for which fire time. They have a log of their own: nothing waits for them.</summary>
internal sealed class BeatHandler(NoteLog beats, int life) : IJobHandler<ChaosBeat, int>
{
    public Task<int> RunAsync(ChaosBeat job, JobContext context)
    {
        JobId id = context.JobId;
        beats.Write(new Note(
            NoteKind.Beat, job.Number, Copy: (int)(id.Origin & int.MaxValue), life, context.Token.Attempt,
            (int)context.Token.Epoch, After: (int)id.Sequence, Detail: Beat.TimeOf(context.FireTime!.Value)));
        return Task.FromResult(0);
    }
}
