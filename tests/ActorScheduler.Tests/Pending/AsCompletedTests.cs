using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pending;

public sealed class AsCompletedTests
{
    [Fact]
    [Trait("Contract", "CALL-73")]
    [Trait("Contract", "CALL-74")]
    [Trait("Contract", "PORT-64")]
    public async Task Handles_come_as_their_jobs_end_whatever_the_outcome_and_those_that_have_ended_too()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        Step[] steps = [new(), new(), new()];
        JobHandle<int> ended = scheduler.Schedule(_ => 7);
        await ended;
        JobHandle<int>[] jobs = [.. steps.Select((step, i) => scheduler.Schedule(async job =>
        {
            await step.RunUntilCanceledAsync(job);
            return i;
        })), ended];
        await using IAsyncEnumerator<JobHandle<int>> reader = jobs.AsCompleted().GetAsyncEnumerator();
        Assert.Same(ended, await NextAsync(reader));
        steps[2].Succeed();
        Assert.Equal(2, await await NextAsync(reader));
        var error = new InvalidDataException("bad");
        steps[0].Fail(error);
        JobHandle<int> failed = await NextAsync(reader);
        Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => failed.Value()));
        jobs[1].Cancel();
        Assert.Same(jobs[1], await NextAsync(reader));
        Assert.False(await reader.MoveNextAsync());
    }

    [Fact]
    [Trait("Contract", "CALL-74")]
    [Trait("Contract", "CALL-75")]
    public async Task A_lazy_source_is_pulled_only_while_fewer_than_the_limit_are_unfinished()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = null });
        List<Step> started = [];
        IEnumerable<JobHandle> Source()
        {
            while (true)
            {
                var step = new Step();
                started.Add(step);
                yield return scheduler.Schedule(step.RunUntilCanceledAsync);
            }
        }

        await using IAsyncEnumerator<JobHandle> three = Source().AsCompleted(maxConcurrent: 3).GetAsyncEnumerator();
        ValueTask<bool> next = three.MoveNextAsync();
        Assert.Equal(3, started.Count);
        started[1].Succeed();
        Assert.True(await next);
        Assert.Equal(4, started.Count);     // refilled when the reader was told
        next = three.MoveNextAsync();
        Assert.Equal(4, started.Count);
        started[0].Succeed();
        Assert.True(await next);
        started.Clear();
        await using IAsyncEnumerator<JobHandle> usual = Source().AsCompleted().GetAsyncEnumerator();
        next = usual.MoveNextAsync();
        Assert.Equal(JobHandles.DefaultMaxConcurrent, started.Count);
        started[0].Succeed();
        Assert.True(await next);
    }

    [Fact]
    [Trait("Contract", "PORT-65")]
    [Trait("Contract", "CALL-74")]
    public async Task Without_a_limit_the_source_is_drained_before_the_first_result()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        int pulled = 0;
        IEnumerable<JobHandle> source = Enumerable.Range(0, 50).Select(_ =>
        {
            pulled++;
            return scheduler.Schedule(_ => { });
        });
        await foreach (JobHandle job in source.AsCompleted(maxConcurrent: null))
        {
            Assert.Equal(50, pulled);
            Assert.True(job.IsCompleted);
        }
    }

    [Fact]
    [Trait("Contract", "CALL-77")]
    public async Task An_empty_source_ends_at_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        await foreach (JobHandle _ in Array.Empty<JobHandle>().AsCompleted()) Assert.Fail("nothing was given");
        await foreach (JobHandle _ in Enumerable.Empty<JobHandle>().Where(_ => true).AsCompleted()) Assert.Fail("nothing was given");
        await foreach (JobHandle<int> _ in node.Node.AsCompleted(Array.Empty<Task<int>>())) Assert.Fail("nothing was given");
    }

    [Fact]
    [Trait("Contract", "CALL-78")]
    public async Task Waiting_for_the_job_in_which_it_runs_is_refused_and_cancels_nothing()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var step = new Step();
        JobHandle other = scheduler.Schedule(step.RunAsync);
        JobHandle self = null!;
        using var known = new SemaphoreSlim(0);
        self = scheduler.Schedule(async job =>
        {
            known.Wait();
            await foreach (JobHandle _ in new[] { other, self }.AsCompleted()) Assert.Fail("it would wait for itself");
        });
        known.Release();
        Assert.Contains("itself", (await Assert.ThrowsAsync<InvalidOperationException>(() => self.Done())).Message, StringComparison.Ordinal);
        Assert.False(other.IsCancelRequested);
        step.Succeed();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Contract", "CALL-79")]
    [Trait("Contract", "PORT-64")]
    public async Task Leaving_early_cancels_the_rest_unless_told_not_to(bool cancel)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        Step first = new(), rest = new();
        JobHandle[] jobs = [scheduler.Schedule(first.RunUntilCanceledAsync), scheduler.Schedule(rest.RunUntilCanceledAsync)];
        first.Succeed();
        await foreach (JobHandle job in jobs.AsCompleted(cancelUnfinished: cancel))
        {
            Assert.Same(jobs[0], job);
            break;
        }

        Assert.Equal(cancel, jobs[1].IsCancelRequested);
        rest.Succeed();
        Assert.Equal(cancel ? JobOutcome.Canceled : JobOutcome.Completed, (await jobs[1].Exit()).Outcome);
        Assert.Equal(JobState.Completed, jobs[0].State);
    }

    [Fact]
    [Trait("Contract", "CALL-80")]
    public async Task Cancellation_from_outside_cancels_the_rest_and_those_that_ended_keep_their_result()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var rest = new Step();
        JobHandle<int> done = scheduler.Schedule(_ => 42);
        JobHandle waits = scheduler.Schedule(rest.RunUntilCanceledAsync);
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (JobHandle job in new[] { done, waits }.AsCompleted().WithCancellation(source.Token))
            {
                Assert.Same(done, job);
                await source.CancelAsync();
            }
        });
        Assert.Equal(JobOutcome.Canceled, (await waits.Exit()).Outcome);
        Assert.Equal(42, await done);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Trait("Contract", "CALL-81")]
    public async Task A_source_that_throws_is_heard_promptly_after_what_has_ended(int before)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        JobHandle ended = scheduler.Schedule(_ => { }), waits = scheduler.Schedule(new Step().RunUntilCanceledAsync);
        await ended;
        var error = new InvalidDataException("source");
        List<JobHandle> seen = [];
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (JobHandle job in Source().AsCompleted()) seen.Add(job);
        });
        Assert.Same(error, thrown);
        Assert.Equal(before == 0 ? [] : [ended], seen);
        Assert.Equal(before == 1, waits.IsCancelRequested);

        IEnumerable<JobHandle> Source()
        {
            if (before > 0)
            {
                yield return waits;
                yield return ended;
            }

            throw error;
        }
    }

    [Fact]
    [Trait("Contract", "CALL-82")]
    public async Task A_handle_that_is_given_twice_comes_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        JobHandle job = node.Scheduler(1).Schedule(_ => { });
        int seen = 0;
        await foreach (JobHandle given in new[] { job, job, job }.AsCompleted())
        {
            Assert.Same(job, given);
            seen++;
        }

        Task<int> task = Task.FromResult(1);
        await foreach (JobHandle<int> _ in node.Node.AsCompleted(new[] { task, task })) seen++;
        Assert.Equal(2, seen);
    }

    [Fact]
    [Trait("Contract", "CALL-76")]
    public async Task Tasks_are_wrapped()
    {
        await using TestNode node = await TestNode.StartAsync();
        TaskCompletionSource<int> slow = new(), bad = new();
        await using IAsyncEnumerator<JobHandle<int>> reader =
            node.Node.AsCompleted(new[] { slow.Task, bad.Task, Task.FromResult(1) }).GetAsyncEnumerator();
        Assert.Equal(1, await await NextAsync(reader));
        bad.SetException(new InvalidDataException());
        JobHandle<int> failed = await NextAsync(reader);
        await Assert.ThrowsAsync<InvalidDataException>(() => failed.Value());
        slow.SetResult(2);
        Assert.Equal(2, await await NextAsync(reader));
        Assert.False(await reader.MoveNextAsync());
    }

    [Fact]
    public async Task An_asynchronous_source_is_read_while_its_jobs_run_and_told_when_the_reader_leaves()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        var closed = new TaskCompletionSource();
        JobHandle first = scheduler.Schedule(step.RunAsync);
        await foreach (JobHandle job in Source().AsCompleted())
        {
            Assert.Same(first, job);
            break;
        }

        await closed.Task.Soon();

        async IAsyncEnumerable<JobHandle> Source([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                yield return first;
                step.Succeed();
                await new TaskCompletionSource().Task.WaitAsync(token);
            }
            finally
            {
                closed.SetResult();
            }
        }
    }

    [Fact]
    public async Task Refused_arguments()
    {
        await using TestNode node = await TestNode.StartAsync();
        Assert.Throws<ArgumentOutOfRangeException>(() => Array.Empty<JobHandle>().AsCompleted(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => node.Node.AsCompleted(Array.Empty<Task<int>>(), -1));
        Assert.Throws<ArgumentNullException>(() => ((IEnumerable<JobHandle>)null!).AsCompleted());
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (JobHandle _ in new JobHandle[] { null! }.AsCompleted()) Assert.Fail("nothing was given");
        });
    }

    [Fact]
    public async Task Jobs_that_a_lazy_source_makes_join_the_readers_group()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        int seen = 0;
        await node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, async group =>
        {
            IEnumerable<JobHandle> source = Enumerable.Range(0, 30).Select(_ =>
            {
                Assert.Same(group, PendingGroup.Current);
                return scheduler.Schedule(_ => { });
            });
            await foreach (JobHandle _ in source.AsCompleted(maxConcurrent: 2)) seen++;
        }).Soon();
        Assert.Equal(30, seen);
    }

    private static async Task<JobHandle<int>> NextAsync(IAsyncEnumerator<JobHandle<int>> reader)
    {
        Assert.True(await reader.MoveNextAsync().AsTask().Soon());
        return reader.Current;
    }
}
