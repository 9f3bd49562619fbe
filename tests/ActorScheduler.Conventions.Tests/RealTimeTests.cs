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
}
