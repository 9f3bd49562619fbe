using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests;

public sealed class LoadGateTests
{
    private static readonly LoadSample Unreadable = new(null, 0);

    [Theory]
    [InlineData(LoadSignal.LoadAverage)]
    [InlineData(LoadSignal.Runnable)]
    [InlineData(LoadSignal.Pressure)]
    [Trait("Contract", "PORT-37")]
    public void The_first_job_is_always_allowed(LoadSignal signal)
    {
        LoadGate gate = new(1, signal, 4);

        Assert.True(gate.Admits(0, 8, Load(99), 50, out HoldReason? why));
        Assert.Null(why);
        Assert.True(gate.Admits(0, 8, Unreadable, 0, out _));
    }

    [Fact]
    [Trait("Contract", "PORT-37")]
    public void The_load_is_not_looked_at_when_only_one_job_may_run()
    {
        LoadGate gate = new(1, LoadSignal.LoadAverage, 4);

        Assert.True(gate.Admits(1, 1, Load(99), 0, out _));
        Assert.False(gate.Admits(1, 2, Load(99), 0, out _));
        Assert.False(gate.Admits(1, null, Load(99), 0, out _));
    }

    [Fact]
    [Trait("Contract", "PORT-40")]
    public void Without_a_limit_any_load_is_allowed()
    {
        LoadGate gate = new(null, LoadSignal.LoadAverage, 4);

        Assert.True(gate.Admits(1000, null, Load(double.MaxValue), 1000, out _));
        Assert.True(gate.Admits(1000, null, Unreadable, 1000, out _));
    }

    [Theory]
    [InlineData(3.99, true)]
    [InlineData(4.0, false)]
    [InlineData(4.01, false)]
    [Trait("Contract", "PORT-38")]
    public void A_load_equal_to_the_limit_refuses(double load, bool admitted)
    {
        LoadGate gate = new(4, LoadSignal.LoadAverage, 2);

        Assert.Equal(admitted, gate.Admits(1, 8, Load(load), 0, out HoldReason? why));
        Assert.Equal(admitted ? null : new HoldReason.Load(LoadSignal.LoadAverage, load, 4), why);
    }

    [Fact]
    [Trait("Contract", "PORT-39")]
    public void A_load_that_cannot_be_read_refuses_but_for_the_first_job()
    {
        LoadGate gate = new(4, LoadSignal.Runnable, 2);

        Assert.False(gate.Admits(1, 8, Unreadable, 3, out HoldReason? why));
        Assert.Equal(new HoldReason.Load(LoadSignal.Runnable, null, 4), why);
        Assert.False(gate.Admits(1, 8, default, 0, out _));
        Assert.False(gate.Admits(1, 8, Load(double.NaN), 0, out _));
        Assert.True(gate.Admits(0, 8, Unreadable, 3, out _));
    }

    [Theory]
    [InlineData(LoadSignal.LoadAverage, 2.0, 1000, true)]
    [InlineData(LoadSignal.Runnable, 2.0, 1, true)]
    [InlineData(LoadSignal.Runnable, 2.0, 2, false)]
    [Trait("Contract", "PORT-38")]
    public void Jobs_just_started_count_as_runnable_and_never_in_the_load_average(
        LoadSignal signal, double load, int started, bool admitted)
    {
        LoadGate gate = new(4, signal, 2);

        Assert.Equal(admitted, gate.Admits(1, null, Load(load), started, out _));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_job_just_started_adds_one_processors_share_of_the_pressure(int started, bool admitted)
    {
        LoadGate gate = new(50, LoadSignal.Pressure, 4);

        Assert.Equal(admitted, gate.Admits(1, null, Load(0), started, out HoldReason? why));
        if (!admitted) Assert.Equal(new HoldReason.Load(LoadSignal.Pressure, 50, 50), why);
    }

    [Fact]
    [Trait("Contract", "PORT-37")]
    public void A_sample_is_wanted_only_when_it_can_decide()
    {
        LoadGate gate = new(4, LoadSignal.LoadAverage, 2);

        Assert.True(gate.NeedsSample(1, 8, null, 0, 100));
        Assert.True(gate.NeedsSample(1, null, null, 0, 100));
        Assert.False(gate.NeedsSample(0, 8, null, 0, 100));
        Assert.False(gate.NeedsSample(1, 1, null, 0, 100));
        Assert.False(new LoadGate(null, LoadSignal.LoadAverage, 2).NeedsSample(1, 8, null, 0, 100));
    }

    [Theory]
    [InlineData(1099, false)]
    [InlineData(1100, true)]
    public void A_sample_is_wanted_again_when_the_last_one_is_too_old(long now, bool wanted)
    {
        LoadGate gate = new(4, LoadSignal.LoadAverage, 2);

        Assert.Equal(wanted, gate.NeedsSample(1, 8, new LoadSample(1, 1000), now, 100));
        Assert.Equal(wanted, gate.NeedsSample(1, 8, new LoadSample(null, 1000), now, 100));
    }

    [Fact]
    public void Admitting_allocates_nothing()
    {
        LoadGate gate = new(4, LoadSignal.Runnable, 2);
        LoadSample sample = Load(1);
        gate.Admits(1, 8, sample, 0, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) gate.Admits(1, 8, sample, 1, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static LoadSample Load(double value) => new(value, 0);
}
