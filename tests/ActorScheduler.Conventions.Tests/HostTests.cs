namespace ActorScheduler.Conventions;

public sealed class HostTests
{
    [Fact]
    public void The_library_runs_nothing_past_its_host() =>
        Assert.Empty(Repository.CSharp("src").SelectMany(HostRules.Breaches));

    [Fact]
    public void A_way_past_the_host_is_found()
    {
        const string Text = """
            _ = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.Run(() => { });
            await task.On(host);
            """;
        Assert.Equal(2, HostRules.Breaches(SourceFile.FromText("src/ActorScheduler/A.cs", Text)).Count());
        Assert.Empty(HostRules.Breaches(SourceFile.FromText("src/ActorScheduler/Runtime/A.cs", Text)));
    }
}
