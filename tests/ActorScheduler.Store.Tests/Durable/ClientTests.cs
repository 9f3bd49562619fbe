using ActorScheduler.Actors;
using ActorScheduler.Client;
using ActorScheduler.Store.Letters;
using ActorScheduler.Tests.Scheduling;
using Google.Protobuf;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>A client and the schedulers of a store.</summary>
public sealed class ClientTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StoreClient Client => field ??= new StoreClient(_world.Store, TimeProvider.System, origin: 7);

    [Fact]
    public async Task A_process_that_was_submitted_runs_and_its_end_is_told_with_its_output()
    {
        JobId id = await SubmitAsync("echo out; echo err >&2; exit 3", new() { Name = "three" });
        JobView before = await FindAsync(id);
        Assert.Equal((JobPlace.InLetter, "three", "submitted"), (before.Place, before.Name, before.StateAt(0)));
        await using SchedulerNode node = await _world.StartAsync(_notes);
        node.CreateScheduler("s", Durable);
        JobView ended = await Client.WaitForEndAsync("s", id).WaitAsync(Limit);
        Assert.Equal((JobState.Failed, 3, "three"), (ended.EndState, ended.ExitCode, ended.Name));
        Assert.Equal("out\n", Text(ended.OutputOf(error: false)));
        Assert.Equal("err\n", Text(ended.OutputOf(error: true)));
    }

    [Fact]
    public async Task A_job_may_run_after_one_that_completed_before_it_was_submitted()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        node.CreateScheduler("s", Durable);
        JobId first = await SubmitAsync("true");
        await Client.WaitForEndAsync("s", first).WaitAsync(Limit);
        JobView second = await EndAsync("true", first);
        Assert.Equal(JobState.Completed, second.EndState);
        Assert.Equal(JobState.Completed, (await EndAsync("true", second.Id, first)).EndState);
    }

    [Fact]
    public async Task A_job_after_one_that_failed_is_canceled_and_says_why()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        node.CreateScheduler("s", Durable);
        JobId first = await SubmitAsync("exit 1", new() { Name = "bad" });
        await Client.WaitForEndAsync("s", first).WaitAsync(Limit);
        JobView second = await EndAsync("true", first);
        Assert.Equal(JobState.Canceled, second.EndState);
        Assert.Equal(["job bad ended as Failed"], second.CancelReasons);
    }

    [Fact]
    public async Task Who_waits_for_a_job_that_cannot_be_is_told_why()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        node.CreateScheduler("s", Durable);
        JobView refused = await EndAsync("true", new JobId(1, 2));
        Assert.Equal(JobPlace.Refused, refused.Place);
        Assert.Contains("is not there to run after", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_is_answered_by_letter_and_leaves_nothing_behind()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> runs = await scheduler.ScheduleAsync(new Note(1), new() { Name = "runs" }).WaitAsync(Limit);
        JobHandle<int> waits = await scheduler.ScheduleAsync(new Note(2)).WaitAsync(Limit);
        WhyReply why = await Client.AskWhyAsync("s", waits.Id, Limit);
        Assert.Equal(new HoldReason.MaxJobs(1, 1), why.Explanation!.Reason);
        Assert.Equal((runs.Id, "runs"), (why.Explanation.Blockers[0].JobId, why.Explanation.Blockers[0].Name));
        Assert.Equal((await waits.ExplainAsync()).ToString(), why.Explanation.ToString());
        Assert.Equal(new WhyReply(true), await Client.AskWhyAsync("s", new JobId(5, 5), Limit));
        _gate.SetResult();
        await waits.AsTask().WaitAsync(Limit);
        Assert.Equal(new WhyReply(true), await Client.AskWhyAsync("s", waits.Id, Limit));
        Assert.Empty(await ((IStore)_world.Store).ListInboxesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_job_that_is_delayed_for_ever_is_shown_as_delayed()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> job = await scheduler.ScheduleAsync(new Note(1), new() { Delay = TimeSpan.MaxValue }).WaitAsync(Limit);
        JobView view = await FindAsync(job.Id);
        Assert.Equal("delayed", view.StateAt(new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks));
    }

    [Fact]
    public async Task A_question_is_answered_also_when_the_clock_was_set_back_since_the_node_began()
    {
        var wall = new SettableWall(new ManualTime());
        await using SchedulerNode node = await _world.StartAsync(_notes, wall);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        wall.Shift(TimeSpan.FromHours(-2));
        var client = new StoreClient(_world.Store, wall, origin: 8);
        Assert.Equal(new WhyReply(true), await client.AskWhyAsync("s", new JobId(5, 5), Limit).WaitAsync(Limit));
    }

    [Fact]
    public async Task Where_nobody_runs_the_scheduler_a_question_ends_without_an_answer()
    {
        Assert.Equal(new WhyReply(false), await Client.AskWhyAsync("s", new JobId(5, 5), TimeSpan.FromMilliseconds(1)));
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        Assert.Equal(JobState.Completed, (await EndAsync("true")).EndState);        // behind the old question
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        Assert.Empty(await ((IStore)_world.Store).ListInboxesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_a_running_process_has_written_can_be_asked_for()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        ProcessHandle job = scheduler.Schedule(Job.Shell("echo so far; exec sleep 1000"));
        await foreach (OutputLine line in job.Output) if (line.Text == "so far") break;
        OutputReply reply = await Client.AskOutputAsync("s", job.Id, error: false, Limit);
        Assert.Equal("so far\n", Text(reply.Output));
        Assert.Equal(new OutputReply(true), await Client.AskOutputAsync("s", new JobId(5, 5), error: false, Limit));
        job.Cancel();
        await job.WaitForExitAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task A_question_that_wants_its_answer_elsewhere_is_set_aside()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        node.CreateScheduler("s", Durable);
        var question = new QuestionLetter
        {
            ReplyTo = "scheduler/other",
            Expires = long.MaxValue,
            Why = new() { Origin = 1, Sequence = 1 },
        };
        byte[] letter = new SchedulerLetter { Question = question }.ToByteArray();
        await ((IStore)_world.Store).PostAsync(
            [new Letter(SchedulerInbox.AddressOf("s"), letter)], CancellationToken.None);
        Assert.Equal(JobState.Completed, (await EndAsync("true")).EndState);
        InboxHead inbox = Assert.Single(await ((IStore)_world.Store).ListInboxesAsync(CancellationToken.None));
        Assert.Equal(new InboxHead("scheduler/s", 0, 1), inbox);
    }

    [Fact]
    public void Every_reason_comes_back_from_a_letter_as_it_was()
    {
        HoldReason[] reasons =
        [
            new HoldReason.MaxJobs(3, 4), new HoldReason.Load(LoadSignal.Runnable, 3.5, 2),
            new HoldReason.Load(LoadSignal.Pressure, null, 2), new HoldReason.Barrier(7),
            new HoldReason.Group(GroupKey.Of("a", 5L), 2, 3), new HoldReason.Group("b", 0, null),
            new HoldReason.Delay(DateTimeOffset.UnixEpoch), new HoldReason.Jobserver(2), new HoldReason.QueueFull(9),
            new HoldReason.NoHandler("kind:2"), new HoldReason.Queued(),
        ];
        foreach (HoldReason reason in reasons)
            Assert.Equal(reason, Read(new JobExplanation { JobId = new(1, 2), Reason = reason }).Reason);
        var after = new HoldReason.Dependencies([new JobId(1, 2), new JobId(3, 4)]);
        JobExplanation whole = new()
        {
            JobId = new(1, 2),
            Name = "name",
            State = JobState.Waiting,
            StartedAt = DateTimeOffset.UnixEpoch,
            Reason = after,
            Blockers = [new() { JobId = new(3, 4) }],
            MoreBlockers = 5,
            HeldElsewhere = 6,
        };
        Assert.Equal(whole.ToString(), Read(whole).ToString());
        Assert.Equal(whole.StartedAt, Read(whole).StartedAt);
    }

    private static JobExplanation Read(JobExplanation link) => ExplanationCodec.Read(
        Explanation.Parser.ParseFrom(ExplanationCodec.Write(link).ToByteArray()));

    private static string Text(KeptOutput? output) => System.Text.Encoding.UTF8.GetString(output!.Content.Span);

    private Task<JobId> SubmitAsync(string command, JobOptions? options = null, params JobId[] after) =>
        Client.SubmitAsync("s", new ClientJob(Job.Shell(command), options ?? JobOptions.Default, after));

    private async Task<JobView> EndAsync(string command, params JobId[] after) =>
        await Client.WaitForEndAsync("s", await SubmitAsync(command, null, after)).WaitAsync(Limit);

    private async Task<JobView> FindAsync(JobId id) =>
        await (await SchedulerView.ReadAsync(_world.Store, "s", CancellationToken.None))
            .FindAsync(id, CancellationToken.None);
}
