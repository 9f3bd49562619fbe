using ActorScheduler.Actors;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;
using Google.Protobuf;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>What others have to say to a durable scheduler, by letter.</summary>
public sealed class LetterTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };
    private static readonly JobId Sent = new(77, 1);

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_job_that_was_sent_before_the_scheduler_was_there_runs_when_it_is()
    {
        await PostAsync(Submit(Sent, 5));
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await EndOfAsync(scheduler, Sent);
        Assert.Equal([5], _notes.Ran);
        Assert.Equal(50, await (await scheduler.FindJobAsync<int>(Sent).WaitAsync(Limit))!.AsTask().WaitAsync(Limit));
        Assert.Empty(await InboxAsync());
    }

    [Fact]
    public async Task A_letter_that_comes_twice_or_in_a_later_life_has_one_effect()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = first.CreateScheduler("s", Durable);
        await PostAsync(Submit(Sent, 5), Submit(Sent, 5));
        await PostAsync(Submit(new JobId(77, 2), 6));
        await FindAsync(old, new JobId(77, 2));
        Assert.Equal(2, (await old.GetStatisticsAsync()).Scheduled);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);
        _gate.SetResult();
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = second.CreateScheduler("s", Durable);
        await now.DrainAsync().WaitAsync(Limit);
        Assert.Equal(2, (await now.GetStatisticsAsync()).Completed);
    }

    [Fact]
    public async Task A_letter_cancels_a_job()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        await using SchedulerNode node = await _world.StartAsync(_notes);
        JobHandle<int> job = await node.CreateScheduler("s", Durable).ScheduleAsync(new Note(1)).WaitAsync(Limit);
        await PostAsync(new SchedulerLetter
        {
            Cancel = new CancelLetter { Job = SettingsCodec.WriteName(job.Id), Reason = "by letter" },
        });
        Assert.Equal(["by letter"], (await job.WaitForExitAsync().WaitAsync(Limit)).CancelReasons);
    }

    [Fact]
    public async Task A_letter_that_cannot_be_understood_is_set_aside_and_those_behind_it_are_read()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        var bad = new Letter(SchedulerInbox.AddressOf("s"), new byte[] { 0xFF, 0xFF });
        var workless = new SchedulerLetter { Submit = new SubmitLetter { Origin = 1, Sequence = 1 } };
        var lost = Submit(new JobId(9, 9), 1);
        lost.Submit.Settings = new JobSettings { After = { new JobName { Origin = 3, Sequence = 4 } } };
        await ((IStore)_world.Store).PostAsync([bad], CancellationToken.None);
        await PostAsync(new SchedulerLetter(), workless, lost, Submit(Sent, 5));
        await EndOfAsync(scheduler, Sent);
        IReadOnlyList<InboxRow> aside = await InboxAsync(setAside: true);
        Assert.Equal(4, aside.Count);
        Assert.Equal("It says nothing that this release understands.", aside[1].Why);
        Assert.Equal("It has a job that cannot be: It has no work.", aside[2].Why);
        Assert.Contains("is not there to run after", aside[3].Why, StringComparison.Ordinal);
        Assert.Empty(await InboxAsync());
    }

    [Fact]
    public async Task Who_sent_a_job_that_was_refused_finds_out()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable with { QueueCapacity = 1 });
        await scheduler.ScheduleAsync(new Note(1)).WaitAsync(Limit);
        await scheduler.ScheduleAsync(new Note(2)).WaitAsync(Limit);
        await PostAsync(Submit(Sent, 5));
        JobExit exit = await EndOfAsync(scheduler, Sent);
        Assert.Equal(JobOutcome.Rejected, exit.Outcome);
        Assert.Equal("the queue is full (1 of 1 jobs wait)",
            Assert.IsType<JobRejectedException>(exit.Exception).Reason.ToString());
    }

    [Fact]
    public async Task A_job_of_a_kind_that_nobody_here_knows_is_kept_and_says_what_is_missing()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = _world.Store });
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await PostAsync(Submit(Sent, 5));
        JobHandle job = await FindAsync(scheduler, Sent);
        Assert.Equal(new HoldReason.NoHandler("note:1"), await job.GetHoldReasonAsync().WaitAsync(Limit));
        job.Cancel();
        Assert.Equal(JobOutcome.Canceled, (await job.WaitForExitAsync().WaitAsync(Limit)).Outcome);
    }

    [Fact]
    public async Task Letters_that_come_while_the_node_ends_are_for_the_next_life()
    {
        SchedulerNode first = await _world.StartAsync(_notes);
        first.CreateScheduler("s", Durable);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);
        await PostAsync(Submit(Sent, 5));
        Assert.Single(await InboxAsync());
        await using SchedulerNode second = await _world.StartAsync(_notes);
        await EndOfAsync(second.CreateScheduler("s", Durable), Sent);
    }

    [Fact]
    public async Task Many_letters_are_read_some_at_a_time()
    {
        for (int i = 0; i < 5; i++)
        {
            int first = i * 200;
            await PostAsync([.. Enumerable.Range(first, 200).Select(n => Submit(new JobId(5, n + 1), n))]);
        }

        await using SchedulerNode node = await _world.StartAsync(_notes);
        await EndOfAsync(node.CreateScheduler("s", Durable), new JobId(5, 1000));
        Assert.Equal(Enumerable.Range(0, 1000), _notes.Ran);
    }

    private static SchedulerLetter Submit(JobId id, int number) => new()
    {
        Submit = new SubmitLetter
        {
            Origin = id.Origin,
            Sequence = id.Sequence,
            Named = new NamedData { Kind = "note:1", Payload = ByteString.CopyFromUtf8($"{{\"Number\":{number}}}") },
        },
    };

    private Task PostAsync(params SchedulerLetter[] letters) => ((IStore)_world.Store).PostAsync(
        [.. letters.Select(letter => new Letter(SchedulerInbox.AddressOf("s"), letter.ToByteArray()))],
        CancellationToken.None);

    private Task<IReadOnlyList<InboxRow>> InboxAsync(bool setAside = false) => ((IStore)_world.Store)
        .ReadInboxAsync(SchedulerInbox.AddressOf("s"), 1000, setAside, CancellationToken.None);

    // Nothing tells of a letter's arrival: each question is a turn of the scheduler behind which it may have come.
    private static async Task<JobExit> EndOfAsync(Scheduler scheduler, JobId id) =>
        await (await FindAsync(scheduler, id)).WaitForExitAsync().WaitAsync(Limit);

    private static async Task<JobHandle> FindAsync(Scheduler scheduler, JobId id)
    {
        var patience = new CancellationTokenSource(Limit);
        while (true)
        {
            JobHandle? job = await scheduler.FindJobAsync(id).WaitAsync(patience.Token);
            if (job is not null) return job;
            await Task.Yield();
        }
    }
}
