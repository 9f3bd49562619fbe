using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerLaterTests
{
    [Fact]
    [Trait("Contract", "CALL-41")]
    public async Task A_delay_counts_from_the_call_and_none_means_now()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Caller caller = node.Node.CreateCaller("c");
        JobHandle later = caller.CallLater(TimeSpan.FromSeconds(5), () => { });
        JobHandle now = caller.CallLater(TimeSpan.FromSeconds(-1), () => { });
        await now.Done();
        Assert.IsType<HoldReason.Delay>(await later.GetHoldReasonAsync());
        time.Advance(TimeSpan.FromSeconds(4.9));
        await caller.CallSoon(() => { }).Done();
        Assert.Equal(JobState.Delayed, later.State);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await later.Done();
        Assert.Equal(ManualTime.Origin.AddSeconds(5), (await later.Exit()).StartedAt);
    }

    [Fact]
    [Trait("Contract", "CALL-41")]
    public async Task A_cancel_or_a_stop_during_the_delay_means_that_it_never_runs()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Caller caller = node.Node.CreateCaller("c");
        int ran = 0;
        JobHandle canceled = caller.CallLater(TimeSpan.FromSeconds(5), () => { ran++; });
        JobHandle stopped = caller.CallLater(TimeSpan.MaxValue, () => { ran++; });
        canceled.Cancel();
        caller.Stop();
        Assert.Equal(JobOutcome.Canceled, (await canceled.Exit()).Outcome);
        Assert.Equal(["closed"], (await stopped.Exit()).CancelReasons);
        await caller.WaitForStoppedAsync().Soon();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, ran);
    }
}
