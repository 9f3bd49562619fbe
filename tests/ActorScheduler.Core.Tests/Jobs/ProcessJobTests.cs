namespace ActorScheduler.Core.Tests.Jobs;

public sealed class ProcessJobTests
{
    [Fact]
    public void What_it_was_made_of_may_be_changed_and_used_again()
    {
        var arguments = new List<string> { "first" };
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["NAME"] = "first" };
        var job = new ProcessJob("program", arguments) { Environment = environment };
        arguments[0] = "second";
        environment["NAME"] = "second";
        Assert.Equal(["first"], job.Arguments);
        Assert.Equal("first", job.Environment["NAME"]);
        Assert.Same(job.Arguments, (job with { WorkingDirectory = "/" }).Arguments);
    }
}
