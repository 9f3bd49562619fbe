using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerCancelTests
{
    [Fact]
    [Trait("Contract", "PEND-2")]
    [Trait("Contract", "PEND-30")]
    public async Task Canceling_a_running_synchronous_call_marks_it_at_once_and_it_is_done_when_it_returns()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        var runs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = new ManualResetEventSlim();
        JobHandle<int> call = caller.CallSoon(() =>
        {
            runs.SetResult();
            end.Wait();
            return 7;
        });
        await runs.Task.Soon();
        Assert.True(call.Cancel("enough"));
        Assert.True(call.IsCancelRequested);
        Assert.False(call.IsCompleted);
        end.Set();
        Assert.Equal(JobOutcome.Canceled, (await call.Exit()).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Contract", "PEND-3")]
    [Trait("Contract", "PEND-29")]
    public async Task A_call_that_swallows_its_cancel_is_canceled_whatever_it_returns_or_throws(bool throws)
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        var step = new Step();
        JobHandle<int> call = caller.CallSoon(async job =>
        {
            try
            {
                await step.RunUntilCanceledAsync(job);
            }
            catch (OperationCanceledException e)
            {
                if (throws) throw new InvalidOperationException("another", e);
            }

            return 5;
        });
        await step.Started;
        Assert.True(call.Cancel("why"));
        JobCanceledException canceled = await Assert.ThrowsAsync<JobCanceledException>(() => call.Value());
        Assert.Equal(["why"], canceled.Reasons);
    }

    [Fact]
    [Trait("Contract", "PEND-1")]
    public async Task A_handle_can_be_awaited_from_any_thread_and_from_other_callers()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller first = node.Node.CreateCaller("a");
        Caller second = node.Node.CreateCaller("b", CallerThread.ThreadPool);
        var step = new Step();
        JobHandle<int> call = first.CallSoon(async job =>
        {
            await step.RunAsync(job);
            return 3;
        });
        JobHandle<int> there = second.CallSoon(async () =>
        {
            int value = await call;
            Assert.Same(second, Caller.Current);
            return value;
        });
        step.Succeed();
        Assert.Equal(3, await there.Value());
        Assert.Equal(3, await Task.Run(() => call.Value()));
    }
}
