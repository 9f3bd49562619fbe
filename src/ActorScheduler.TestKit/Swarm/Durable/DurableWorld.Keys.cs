using System.Text.Json;
using ActorScheduler.Store;
using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit.Swarm;

/// <content>Jobs that are given more than once: under keys, and by letter.</content>
internal sealed partial class DurableWorld
{
    private const int KeysOfAScheduler = 3;

    private static readonly TimeSpan LetterPause = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, SwarmOp> _firstOfKey = new(StringComparer.Ordinal);
    private readonly Dictionary<int, JobId> _letterJobs = [];

    // The first step of a key says what it is; all later ones come for the same.
    private void SubmitKeyed(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        string key = $"k{step.Scheduler}-{step.Number % KeysOfAScheduler}";
        if (_firstOfKey.TryAdd(key, step)) _record.Submitted(step, life, []);
        SwarmOp first = _firstOfKey[key];
        JobOptions options = Options(first, []) with { Key = key };
        JobHandle job = life.Scheduler.Schedule(new DurableStep(first.Id), options);
        _handles[first.Id] = (life, job);
        if (step.Job.Awaited) Await($"acceptance {step.Id}", HearAcceptanceAsync(first, job.Accepted));
        Await($"j{step.Id} of {key}", HearEndAsync(first, job));
    }

    private void PostJob(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        string name = life.Scheduler.Name, key = $"letter {step.Id}";
        _record.Submitted(step, life, []);
        bool isKeyed = _record[step.Id].HasKey;
        var id = isKeyed ? JobId.ForKey(name, key) : new JobId(77, step.Id + 1);
        _letterJobs.Add(step.Id, id);
        JobOptions options = Options(step, []) with { Key = isKeyed ? key : null };
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(
            new DurableStep(step.Id), DurableJson.Default.DurableStep);
        Letter letter = LetterWriter.Submit(name, id, "swarm-step:1", payload, options);
        Await($"letter {step.Id}", PostJobAsync(step, letter, isKeyed));
    }

    // One without a key is posted once: it may be there also when that failed.
    private async Task PostJobAsync(SwarmOp step, Letter letter, bool isKeyed)
    {
        await PostAsync(letter, triesAgain: isKeyed);
        _record.Acknowledged(_record[step.Id]);
        if (step.Number % 3 < 2) return;
        await _simulation.Delay(LetterPause * step.Target);
        await PostAsync(letter, triesAgain: true);
    }

    private void PostCancel(SwarmOp step)
    {
        if (_record.Find(step.Target) is not { } job) return;
        JobId id;
        if (_handles.TryGetValue(step.Target, out (SchedulerLife Life, JobHandle Handle) known)) id = known.Handle.Id;
        else if (!_letterJobs.TryGetValue(step.Target, out id)) return;
        _record.CancelAsked(job);
        Await($"cancel {step.Id}", PostCancelAsync(LetterWriter.Cancel(NameOf(job.Life.Index), id, "by letter"), job));
    }

    private async Task PostCancelAsync(Letter letter, JobRecord job)
    {
        await PostAsync(letter, triesAgain: true);
        foreach (InboxRow row in await ReadInboxAsync(letter.Address, setAside: false))
        {
            if (row.Content.Span.SequenceEqual(letter.Content.Span)) _record.CancelPosted(row.Id, job);
        }
    }

    private async Task PostAsync(Letter letter, bool triesAgain)
    {
        while (true)
        {
            try
            {
                await ((IStore)_simulation.Store.Door).PostAsync([letter], CancellationToken.None);
                return;
            }
            catch (StoreException) when (triesAgain)
            {
                await _simulation.Delay(LetterPause);
            }
        }
    }

    private Task<IReadOnlyList<InboxRow>> ReadInboxAsync(string address, bool setAside) =>
        ((IStore)_simulation.Store.Journals).ReadInboxAsync(address, int.MaxValue, setAside, CancellationToken.None);

    private async Task CheckInboxesAsync()
    {
        foreach (SchedulerLife life in Present)
        {
            string address = Actors.SchedulerInbox.AddressOf(life.Scheduler.Name);
            _record.CheckInbox(
                (await ReadInboxAsync(address, setAside: false)).Count,
                (await ReadInboxAsync(address, setAside: true)).Count);
        }
    }
}
