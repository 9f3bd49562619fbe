using ActorScheduler.Jobserver;

namespace ActorScheduler.Tests.Jobserver;

[Trait("Contract", "PORT-43")]
public sealed class JobserverAuthTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ks")]
    [InlineData(" -j4")]
    [InlineData("--jobserver-style=fifo")]
    [InlineData("k -- AUTH=--jobserver-auth=3,4 --jobserver-auth=3,4")]
    public void Flags_may_offer_no_jobserver(string? flags) => Assert.Null(JobserverAuth.Parse(flags));

    [Theory]
    [InlineData(" -j3 --jobserver-auth=3,4", 3, 4)]
    [InlineData("ks -j --jobserver-fds=5,6 -j", 5, 6)]
    [InlineData("--jobserver-auth=7,7 -- CC=gcc", 7, 7)]
    [InlineData("--jobserver-fds=3,4 --jobserver-auth=5,6", 5, 6)]
    [InlineData("--jobserver-auth=fifo:/tmp/x --jobserver-auth=5,6", 5, 6)]
    [InlineData("--jobserver-auth=-2,-2 --jobserver-auth=8,9", 8, 9)]
    public void The_last_two_descriptors_count(string flags, int read, int write) =>
        Assert.Equal(new JobserverAuth.Descriptors(read, write), JobserverAuth.Parse(flags));

    [Theory]
    [InlineData(" -j3 --jobserver-auth=fifo:/tmp/GMfifo1", "/tmp/GMfifo1")]
    [InlineData("--jobserver-auth=3,4\t--jobserver-auth=fifo:a,b\n", "a,b")]
    [InlineData(@"--jobserver-auth=fifo:/tmp/a\ b\\c -k", @"/tmp/a b\c")]
    public void The_last_fifo_counts(string flags, string path) =>
        Assert.Equal(new JobserverAuth.Fifo(path), JobserverAuth.Parse(flags));

    [Theory]
    [InlineData("--jobserver-auth=-2,-2", "'+'")]
    [InlineData("--jobserver-auth=3,4 --jobserver-auth=-2,-2", "'+'")]
    [InlineData("--jobserver-auth=3,-1", "'+'")]
    [InlineData("--jobserver-auth=", "neither")]
    [InlineData("--jobserver-auth=3", "neither")]
    [InlineData("--jobserver-auth=3,4,5", "neither")]
    [InlineData("--jobserver-auth=a,b", "neither")]
    [InlineData("--jobserver-auth=99999999999,4", "neither")]
    [InlineData("--jobserver-auth=gmake_semaphore_1", "neither")]
    [InlineData("--jobserver-auth=fifo:", "no fifo")]
    public void What_cannot_be_used_says_why(string flags, string problem) =>
        Assert.Contains(
            problem,
            Assert.IsType<JobserverAuth.Unusable>(JobserverAuth.Parse(flags)).Problem,
            StringComparison.Ordinal);
}
