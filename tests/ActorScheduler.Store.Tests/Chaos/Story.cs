using ActorScheduler.Chaos;

namespace ActorScheduler.Store.Tests.Chaos;

/// <summary>A log that a test writes line by line, over as many lives as it wants.</summary>
internal sealed class Story(params PlannedJob[] jobs)
{
    private readonly List<Note> _notes = [];
    private readonly List<int> _barriers = [];
    private int _life = 1;

    public Story BarrierBefore(int job)
    {
        _barriers.Add(job);
        return this;
    }

    /// <summary>Jobs are submitted and accepted in the present life.</summary>
    public Story Accept(params int[] jobs)
    {
        foreach (int job in jobs) Add(NoteKind.Submitting, job).Add(NoteKind.Accepted, job);
        return this;
    }

    /// <summary>An attempt begins and ends well, and its handle is told when it was submitted in this life.</summary>
    public Story Run(int job, int attempt = 1, int copy = 0)
    {
        Start(job, attempt, copy).End(job, attempt, copy);
        return copy is 0 || copy == _life ? Told(job) : this;
    }

    public Story Start(int job, int attempt = 1, int copy = 0, int after = 0, int done = 0, long at = 0) =>
        Add(NoteKind.Start, job, attempt, copy, after, done, at);

    public Story End(int job, int attempt = 1, int copy = 0, int life = 0) =>
        Add(NoteKind.End, job, attempt, copy, life: life);

    public Story Fail(int job, int attempt = 1) => Add(NoteKind.Fail, job, attempt);

    public Story Quit(int job, int attempt = 1) => Add(NoteKind.Quit, job, attempt);

    public Story Step(int job, int step, int attempt = 1, int copy = 0) =>
        Add(NoteKind.Step, job, attempt, copy, detail: step);

    /// <summary>The first life's copy is let go on after it was set aside.</summary>
    public Story Release(int job) => Add(NoteKind.Released, job, copy: 1);

    public Story Told(int job, JobOutcome outcome = JobOutcome.Completed) =>
        Add(NoteKind.Told, job, detail: (int)outcome);

    /// <summary>The process is killed, and the next life begins.</summary>
    public Story Kill()
    {
        Add(NoteKind.Death, 0);
        _life++;
        return this;
    }

    /// <summary>What the checker says of it.</summary>
    public List<string> Check()
    {
        Add(NoteKind.Done, 0);
        return Checker.Check(new Plan(jobs, _barriers), _notes);
    }

    public Story Add(
        NoteKind kind, int job, int attempt = 0, int copy = 0, int after = 0, int detail = 0, long at = 0, int life = 0)
    {
        int present = life == 0 ? _life : life;
        int epoch = attempt > 0 && job > 0 && !jobs[job - 1].IsProcess ? present : 0;
        bool isOfKey = job > 0 && jobs[job - 1].IsKeyed && kind is (NoteKind.Accepted or NoteKind.Told or NoteKind.SetAside);
        int submitted = job == 0 || isOfKey ? 0 : copy == 0 ? present : copy;
        _notes.Add(new Note(kind, job, submitted, present, attempt, epoch, after, detail, at));
        return this;
    }
}
