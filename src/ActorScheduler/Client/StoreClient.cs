using System.Globalization;
using ActorScheduler.Actors;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;
using Google.Protobuf;

namespace ActorScheduler.Client;

/// <summary>
/// Speaks to the durable schedulers of a store from another process than theirs: by letters, which lie in the store
/// until they are read, whether anybody runs the scheduler now or not. Thread-safe.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="time">The clock.</param>
/// <param name="origin">A number that no other client has: it names this one and its jobs.</param>
internal sealed class StoreClient(IStore store, TimeProvider time, ulong origin)
{
    /// <summary>
    /// How often to look without being rung for: an exit comes without a letter, and within one process nothing rings.
    /// </summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often to read a journal to see whether a job is known at all.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);

    /// <summary>Answers that are read at a time: one is expected.</summary>
    private const int AnswersAtATime = 16;

    private readonly string _address =
        string.Create(CultureInfo.InvariantCulture, $"{QuestionDesk.ClientPrefix}{origin:x16}");
    private long _lastNumber;

    /// <summary>The store.</summary>
    public IStore Store => store;

    /// <summary>
    /// Submits a job. When this completes it is in the store, and runs once a scheduler of that name reads its letters;
    /// a job whose key is there already is not run again.
    /// </summary>
    /// <returns>The job's id: the one of its key, or a new one.</returns>
    /// <exception cref="ArgumentException">The job cannot be written down.</exception>
    /// <exception cref="StoreException">It is not known to be in the store.</exception>
    public async Task<JobId> SubmitAsync(
        string scheduler, ClientJob job, CancellationToken cancellationToken = default)
    {
        JobId id = job.Options.Key is { } key
            ? JobId.ForKey(scheduler, key)
            : new JobId(origin, Interlocked.Increment(ref _lastNumber));
        var letter = new SubmitLetter
        {
            Origin = id.Origin,
            Sequence = id.Sequence,
            Settings = job.WriteSettings(),
            Process = ProcessCodec.Write(job.Process),
        };
        await PostAsync(scheduler, [new SchedulerLetter { Submit = letter }], cancellationToken).ConfigureAwait(false);
        return id;
    }

    /// <summary>Asks for jobs to be canceled.</summary>
    public Task CancelAsync(
        string scheduler, IEnumerable<JobId> jobs, string? reason = null,
        CancellationToken cancellationToken = default) =>
        PostAsync(scheduler, jobs.Select(job =>
        {
            var letter = new CancelLetter { Job = SettingsCodec.WriteName(job) };
            if (reason is not null) letter.Reason = reason;
            return new SchedulerLetter { Cancel = letter };
        }), cancellationToken);

    /// <summary>Lets jobs run again that were set aside.</summary>
    public Task ReleaseAsync(
        string scheduler, IEnumerable<JobId> jobs, CancellationToken cancellationToken = default) =>
        PostAsync(scheduler, jobs.Select(static job => new SchedulerLetter
        {
            Release = new ReleaseLetter { Job = SettingsCodec.WriteName(job) },
        }), cancellationToken);

    /// <summary>Drops jobs that were set aside.</summary>
    public Task DiscardAsync(
        string scheduler, IEnumerable<JobId> jobs, CancellationToken cancellationToken = default) =>
        PostAsync(scheduler, jobs.Select(static job => new SchedulerLetter
        {
            Discard = new DiscardLetter { Job = SettingsCodec.WriteName(job) },
        }), cancellationToken);

    /// <summary>Asks why a job does not run.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public async Task<WhyReply> AskWhyAsync(
        string scheduler, JobId job, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        var question = new QuestionLetter { Why = SettingsCodec.WriteName(job) };
        AnswerLetter? answer = await AskAsync(scheduler, question, patience, cancellationToken).ConfigureAwait(false);
        return new WhyReply(answer is not null, answer?.Why is { } why ? ExplanationCodec.Read(why) : null);
    }

    /// <summary>Asks what a job that runs has written.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public async Task<OutputReply> AskOutputAsync(
        string scheduler, JobId job, bool error, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        var question = new QuestionLetter
        {
            Output = new OutputQuestion { Job = SettingsCodec.WriteName(job), Error = error },
        };
        AnswerLetter? answer = await AskAsync(scheduler, question, patience, cancellationToken).ConfigureAwait(false);
        return new OutputReply(answer is not null, answer?.Output is not null, JobView.KeptOf(answer?.Output?.Tail));
    }

    /// <summary>Waits until a job has ended.</summary>
    /// <returns>What was kept; <see cref="JobPlace.Refused"/> or <see cref="JobPlace.Unknown"/> when nothing
    /// will be.</returns>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<JobView> WaitForEndAsync(
        string scheduler, JobId job, CancellationToken cancellationToken = default)
    {
        using var bell = new Doorbell(store, _address);
        long lastCheck = time.GetTimestamp();
        while (true)
        {
            KeptExit? kept = await store.FindExitAsync(scheduler, job, cancellationToken).ConfigureAwait(false);
            ExitRecord? exit = kept is null ? null : ExitCodec.Parse(kept);
            if (exit is { Exited.Quarantined: false }) return JobView.Of(scheduler, job, exit);
            IReadOnlyList<InboxRow> aside = await store.ReadInboxAsync(
                SchedulerInbox.AddressOf(scheduler), SchedulerView.MostLetters, setAside: true, cancellationToken)
                .ConfigureAwait(false);
            if (SchedulerView.FindRefused(scheduler, job, aside) is { } refused) return refused;
            // One that was set aside may have been released since.
            if (exit is not null || time.GetElapsedTime(lastCheck) >= CheckInterval)
            {
                lastCheck = time.GetTimestamp();
                SchedulerView view = await SchedulerView.ReadAsync(store, scheduler, cancellationToken)
                    .ConfigureAwait(false);
                JobView found = await view.FindAsync(job, cancellationToken).ConfigureAwait(false);
                if (found.Place is JobPlace.Unknown or JobPlace.Ended or JobPlace.Quarantined) return found;
            }

            await bell.WaitAsync(LookInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task PostAsync(
        string scheduler, IEnumerable<SchedulerLetter> letters, CancellationToken cancellationToken) =>
        store.PostAsync(
            [.. letters.Select(letter => new Letter(SchedulerInbox.AddressOf(scheduler), letter.ToByteArray()))],
            cancellationToken);

    private async Task<AnswerLetter?> AskAsync(
        string scheduler, QuestionLetter question, TimeSpan patience, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        question.ReplyTo = _address;
        question.Number = Interlocked.Increment(ref _lastNumber);
        question.Expires = (time.GetUtcNow() + patience).UtcTicks;
        using var bell = new Doorbell(store, _address);
        var letter = new Letter(
            SchedulerInbox.AddressOf(scheduler), new SchedulerLetter { Question = question }.ToByteArray(),
            question.Expires);
        await store.PostAsync([letter], cancellationToken).ConfigureAwait(false);
        while (true)
        {
            IReadOnlyList<InboxRow> rows = await store.ReadInboxAsync(
                _address, AnswersAtATime, setAside: false, cancellationToken).ConfigureAwait(false);
            AnswerLetter? answer = rows.Select(static row => AnswerLetter.Parser.ParseFrom(row.Content.Span))
                .FirstOrDefault(read => read.Number == question.Number);
            TimeSpan left = patience - time.GetElapsedTime(start);
            if (answer is not null || left <= TimeSpan.Zero)
            {
                await store.DiscardAsync(
                    [.. rows.Select(static row => row.Id)], time.GetUtcNow().UtcTicks, cancellationToken)
                    .ConfigureAwait(false);
                return answer;
            }

            await bell.WaitAsync(left < LookInterval ? left : LookInterval, time, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
