namespace ActorScheduler.Tests.Jobserver;

[Trait("Contract", "PORT-43")]
[Collection(SharedDescriptors.Name)]
public sealed class MakeJobserverTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_job_is_free_and_the_others_take_a_byte_each(bool fifo)
    {
        using OuterPipe outer = new("ab", fifo);
        using MakeJobserver jobserver = outer.Join();

        JobserverToken first = await Acquire(jobserver);
        Assert.True(first.IsImplicit);
        Assert.Equal(0, jobserver.HeldTokens);
        JobserverToken second = await Acquire(jobserver);
        Assert.False(second.IsImplicit);
        Assert.Equal(1, jobserver.HeldTokens);

        Assert.Equal("b", outer.TakeAll());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_byte_goes_back_as_it_came(bool fifo)
    {
        using OuterPipe outer = new("+-k", fifo);
        using MakeJobserver jobserver = outer.Join();
        Stack<JobserverToken> tokens = [];
        for (int job = 0; job < 4; job++) tokens.Push(await Acquire(jobserver));
        Assert.Equal("", outer.TakeAll());

        foreach (JobserverToken token in tokens) token.Dispose();

        Assert.Equal("+-k", outer.TakeAll());
        Assert.Equal(0, jobserver.HeldTokens);
    }

    [Fact]
    public async Task Returning_a_token_twice_returns_it_once()
    {
        using OuterPipe outer = new("x");
        using MakeJobserver jobserver = outer.Join();
        await Acquire(jobserver);
        JobserverToken token = await Acquire(jobserver);

        token.Dispose();
        token.Dispose();
        jobserver.Release(token);

        Assert.Equal("x", outer.TakeAll());
    }

    [Fact]
    public async Task A_byte_is_not_held_while_the_free_token_lies_idle()
    {
        using OuterPipe outer = new("x");
        using MakeJobserver jobserver = outer.Join();
        JobserverToken first = await Acquire(jobserver);
        JobserverToken second = await Acquire(jobserver);

        first.Dispose();

        Assert.True(second.IsImplicit);
        Assert.Equal("x", outer.TakeAll());
        second.Dispose();
        Assert.Equal("", outer.TakeAll());
        Assert.True((await Acquire(jobserver)).IsImplicit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_waits_longest_is_served_first(bool fifo)
    {
        using OuterPipe outer = new("", fifo);
        using MakeJobserver jobserver = outer.Join();
        JobserverToken free = await Acquire(jobserver);
        Task<JobserverToken>[] waiters = [Acquire(jobserver), Acquire(jobserver), Acquire(jobserver)];

        outer.Put("a");
        Assert.False((await waiters[0]).IsImplicit);
        Assert.False(waiters[1].IsCompleted);
        free.Dispose();
        Assert.True((await waiters[1]).IsImplicit);
        Assert.False(waiters[2].IsCompleted);
        outer.Put("b");
        await waiters[2];

        jobserver.Dispose();
        Assert.Equal("ab", outer.TakeAll());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wait_that_is_given_up_takes_no_token_with_it(bool fifo)
    {
        using OuterPipe outer = new("", fifo);
        using MakeJobserver jobserver = outer.Join();
        using CancellationTokenSource cancel = new();
        await Acquire(jobserver);
        Task<JobserverToken> given = jobserver.AcquireAsync(cancel.Token).AsTask();
        Task<JobserverToken> waits = Acquire(jobserver);

        await cancel.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.Equal(cancel.Token, error.CancellationToken);
        outer.Put("a");
        await waits;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => jobserver.AcquireAsync(cancel.Token).AsTask());

        jobserver.Dispose();
        Assert.Equal("a", outer.TakeAll());
    }

    [Fact]
    public async Task Nothing_is_read_when_nobody_waits()
    {
        using OuterPipe outer = new("");
        using MakeJobserver jobserver = outer.Join();
        using CancellationTokenSource cancel = new();
        JobserverToken free = await Acquire(jobserver);
        Task<JobserverToken> given = jobserver.AcquireAsync(cancel.Token).AsTask();   // begins to watch the pipe
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        outer.Put("abc");
        free.Dispose();
        Assert.True((await Acquire(jobserver)).IsImplicit);
        jobserver.Dispose();   // ends the watching: what was not read by now never is

        Assert.Equal("abc", outer.TakeAll());
    }

    [Fact]
    public async Task Disposal_returns_what_is_held_and_fails_who_waits()
    {
        using OuterPipe outer = new("ab");
        using MakeJobserver jobserver = outer.Join();
        JobserverToken[] tokens = [await Acquire(jobserver), await Acquire(jobserver), await Acquire(jobserver)];
        Task<JobserverToken> waiter = Acquire(jobserver);

        jobserver.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiter);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Acquire(jobserver));
        foreach (JobserverToken token in tokens) token.Dispose();
        Assert.Equal("ab", outer.TakeAll());
    }

    [Fact]
    public async Task A_token_of_another_jobserver_is_refused()
    {
        using OuterPipe outer = new("");
        using MakeJobserver one = outer.Join();
        using MakeJobserver other = outer.Join();
        JobserverToken token = await Acquire(one);

        Assert.Throws<ArgumentException>(() => other.Release(token));
        Assert.Throws<ArgumentNullException>(() => other.Release(null!));
    }

    [Fact]
    public async Task A_jobserver_that_ends_limits_nothing_any_more()
    {
        using OuterPipe outer = new("", fifo: true);
        using MakeJobserver jobserver = outer.Join();
        await Acquire(jobserver);
        Task<JobserverToken>[] waiters = [Acquire(jobserver), Acquire(jobserver)];
        Assert.False(jobserver.Broken);
        Assert.Null(jobserver.BrokenReason);

        outer.End();

        foreach (JobserverToken token in await Task.WhenAll(waiters)) token.Dispose();
        Assert.True(jobserver.Broken);
        Assert.Contains("ended", jobserver.BrokenReason, StringComparison.Ordinal);
        ValueTask<JobserverToken> atOnce = jobserver.AcquireAsync();
        Assert.True(atOnce.IsCompletedSuccessfully);
        Assert.False((await atOnce).IsImplicit);
        Assert.Equal(0, jobserver.HeldTokens);
    }

    [Fact]
    public async Task What_a_jobserver_that_ends_leaves_is_still_used_first()
    {
        using OuterPipe outer = new("a", fifo: true);
        using MakeJobserver jobserver = outer.Join();
        await Acquire(jobserver);
        JobserverToken held = await Acquire(jobserver);
        Task<JobserverToken> waiter = Acquire(jobserver);

        outer.End();
        held.Dispose();

        Assert.False((await waiter).IsImplicit);
        Assert.Equal(1, jobserver.HeldTokens);
        Assert.False(jobserver.Broken);
        Task<JobserverToken> next = Acquire(jobserver);
        Assert.False(next.IsCompleted);
        (await waiter).Dispose();
        await next;
    }

    [Fact]
    public async Task All_who_come_and_go_never_hold_more_than_there_are_tokens()
    {
        using OuterPipe outer = new("abc");
        using MakeJobserver one = outer.Join();
        using MakeJobserver other = outer.Join();
        int running = 0;
        int most = 0;

        async Task Work(MakeJobserver jobserver, int seed)
        {
            Random random = new(seed);
            for (int job = 0; job < 300; job++)
            {
                using CancellationTokenSource cancel = new();
                Task<JobserverToken> wait = jobserver.AcquireAsync(cancel.Token).AsTask();
                if (random.Next(4) == 0) await cancel.CancelAsync();
                try
                {
                    using JobserverToken token = await wait.WaitAsync(Guard);
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                }
                catch (OperationCanceledException)
                {
                    // it was given up in time
                }
            }
        }

        IEnumerable<Task> workers = Enumerable.Range(0, 12)
            .Select(seed => Task.Run(() => Work(seed % 2 == 0 ? one : other, seed)));
        await Task.WhenAll(workers).WaitAsync(Guard);

        Assert.InRange(most, 2, 3 + 2);   // three bytes, and the free token of each
        Assert.Equal("abc", outer.TakeAll());
    }

    private static Task<JobserverToken> Acquire(MakeJobserver jobserver) =>
        jobserver.AcquireAsync().AsTask().WaitAsync(Guard);

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); value > seen;)
        {
            int before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
