namespace ActorScheduler.Core.Tests.Options;

public sealed class RetryPolicyTests
{
    [Fact]
    public void Figures_out_of_range_are_refused()
    {
        Refused("maxAttempts", () => RetryPolicy.Fixed(0));
        Refused("maxAttempts", () => RetryPolicy.Fixed(RetryPolicy.MostAttempts + 1));
        Refused("first", () => RetryPolicy.Fixed(2, TimeSpan.FromTicks(-1)));
        Refused("max", () => RetryPolicy.Exponential(2, maxDelay: TimeSpan.FromTicks(-1)));
        foreach (double factor in (double[])[0.99, -1, double.NaN])
            Refused("factor", () => RetryPolicy.Exponential(2, factor: factor));
        foreach (double jitter in (double[])[-0.1, 1.1, double.NaN])
            Refused("jitter", () => RetryPolicy.Exponential(2, jitter: jitter));
    }

    [Fact]
    public void A_fixed_policy_pauses_the_same_each_time()
    {
        RetryPolicy policy = RetryPolicy.Fixed(9, TimeSpan.FromSeconds(3));
        for (int failed = 1; failed < 9; failed++) Assert.Equal(TimeSpan.FromSeconds(3), policy.DelayAfter(failed, 0.7));
    }

    [Fact]
    public void An_exponential_policy_grows_to_its_longest_pause()
    {
        RetryPolicy policy = RetryPolicy.Exponential(99, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(10), jitter: 0);

        Assert.Equal([1, 2, 4, 8, 10, 10], Enumerable.Range(1, 6).Select(n => policy.DelayAfter(n, 0).TotalSeconds));
    }

    [Fact]
    public void Jitter_takes_a_part_of_the_pause_away_and_never_adds_to_it()
    {
        RetryPolicy policy = RetryPolicy.Exponential(9, TimeSpan.FromSeconds(10), 1, jitter: 0.2);

        Assert.Equal(10, policy.DelayAfter(1, 0).TotalSeconds);
        Assert.Equal(9, policy.DelayAfter(1, 0.5).TotalSeconds, 6);
        Assert.InRange(policy.DelayAfter(1, 0.999999).TotalSeconds, 8, 8.001);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(5000)]
    [InlineData(RetryPolicy.MostAttempts)]
    public void No_number_of_attempts_overflows_a_pause(int failed)
    {
        RetryPolicy longest = RetryPolicy.Exponential(RetryPolicy.MostAttempts, TimeSpan.MaxValue, 10, TimeSpan.MaxValue, jitter: 0);
        Assert.Equal(TimeSpan.MaxValue, longest.DelayAfter(failed, 0));

        RetryPolicy none = RetryPolicy.Exponential(RetryPolicy.MostAttempts, TimeSpan.Zero, double.MaxValue);
        Assert.Equal(TimeSpan.Zero, none.DelayAfter(failed, 0));
    }

    private static void Refused(string name, Func<object> make) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(make).ParamName);
}
