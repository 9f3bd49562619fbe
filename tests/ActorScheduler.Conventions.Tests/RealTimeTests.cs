namespace ActorScheduler.Conventions;

public sealed class RealTimeTests
{
    [Fact]
    public void Tests_do_not_wait_for_time_to_pass() =>
        Assert.Empty(Repository.CSharp("tests").SelectMany(RealTimeRules.Breaches));

    [Fact]
    public void A_wait_is_found_unless_it_says_why()
    {
        SourceFile file = SourceFile.FromText("t.cs", """
            Thread.Sleep(1);
            await System.Threading.Tasks.Task.Delay(5); // real time:
            // real time: the kernel's clock is the subject
            await Task.Delay(5);
            Thread.Sleep(1); // real time: the same
            _ = "Thread.Sleep(1)";
            """);
        Assert.Collection(
            RealTimeRules.Breaches(file),
            first => Assert.StartsWith("t.cs:1: Thread.Sleep;", first, StringComparison.Ordinal),
            second =>
                Assert.StartsWith("t.cs:2: System.Threading.Tasks.Task.Delay;", second, StringComparison.Ordinal));
    }

    [Fact]
    public void So_are_timers_spinning_and_shells_that_nap()
    {
        // real time: none of these is run
        SourceFile file = SourceFile.FromText("t.cs", """"
            using var timer = new PeriodicTimer(step);
            new SpinWait().SpinOnce();
            Shell("echo up; sleep 0.2; echo down");
            Shell($"sleep 3; echo {down}");
            Shell("""
                sleep .5
                """);
            Shell("while :; do sleep 0.01; done; sleep 60; exec sleep 1000");
            Shell("sleep 0.2"); // real time: the shell is the subject
            """");
        Assert.Equal(
            [1, 2, 3, 4, 5],
            RealTimeRules.Breaches(file).Select(breach => int.Parse(breach.Split(':')[1])));
    }
}
