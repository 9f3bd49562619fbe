namespace ActorScheduler.Tests.Jobserver;

/// <summary>A jobserver whose number of jobs is changed while it is used.</summary>
[Trait("Contract", "PORT-43")]
[Collection(SharedDescriptors.Name)]
public sealed class ResizedJobserverTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(MakeJobserverStyle.Pipe)]
    [InlineData(MakeJobserverStyle.Fifo)]
    public async Task More_jobs_are_more_tokens_at_once_for_us_and_for_others(MakeJobserverStyle style)
    {
        using MakeJobserver server = MakeJobserver.Create(1, style);
        using MakeJobserver client = MakeJobserver.FromMakeFlags(server.MakeFlags, out _)!;
        await Acquire(server);
        await Acquire(client);
        Task<JobserverToken> ours = Acquire(server);
        Assert.False(ours.IsCompleted);
        server.SetJobs(2);
        Assert.False((await ours).IsImplicit);
        Task<JobserverToken> theirs = Acquire(client);
        Assert.False(theirs.IsCompleted);
        server.SetJobs(3);
        Assert.False((await theirs).IsImplicit);
    }

    [Fact]
    public async Task Fewer_jobs_take_tokens_out_that_lie_there_and_those_that_are_out_when_they_come_back()
    {
        using MakeJobserver server = MakeJobserver.Create(4);
        using MakeJobserver client = MakeJobserver.FromMakeFlags(server.MakeFlags, out _)!;
        await Acquire(client);      // the client's free one
        JobserverToken free = await Acquire(server);
        JobserverToken ours = await Acquire(server);
        JobserverToken theirs = await Acquire(client);
        server.SetJobs(1);          // one of three lies there
        Task<JobserverToken> next = Acquire(server);
        ours.Dispose();
        theirs.Dispose();
        Assert.False(next.IsCompleted);
        Assert.Equal(0, server.HeldTokens);
        free.Dispose();
        Assert.True((await next).IsImplicit);
        Assert.False(Acquire(server).IsCompleted);
    }

    [Fact]
    public async Task Tokens_that_were_to_go_stay_when_the_number_rises_again()
    {
        using MakeJobserver server = MakeJobserver.Create(MakeJobserver.MostJobs);
        for (int job = 0; job < MakeJobserver.MostJobs; job++) await Acquire(server);
        server.SetJobs(1);
        server.SetJobs(MakeJobserver.MostJobs);     // no room in the pipe is needed for it
        Task<JobserverToken> more = Acquire(server);
        Assert.False(more.IsCompleted);
        Assert.Equal(MakeJobserver.MostJobs - 1, server.HeldTokens);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_random_changes_there_are_as_many_tokens_as_were_asked_for_last(int seed)
    {
        var random = new Random(seed);
        int jobs = 4;
        using MakeJobserver server = MakeJobserver.Create(jobs);
        var held = new List<JobserverToken>();
        for (int step = 0; step < 2000; step++)
        {
            if (random.Next(4) == 0) server.SetJobs(jobs = random.Next(1, 9));
            else if (held.Count < jobs && random.Next(2) == 0) held.Add(await Acquire(server));
            else if (held.Count > 0) TakeAny(held, random).Dispose();
        }

        while (held.Count > 0) TakeAny(held, random).Dispose();
        for (int job = 0; job < jobs; job++) await Acquire(server);
        Assert.False(Acquire(server).IsCompleted, $"more than {jobs} tokens, seed {seed}");
    }

    [Fact]
    public void The_number_is_checked_and_an_outer_makes_is_not_ours_to_change()
    {
        MakeJobserver server = MakeJobserver.Create(2);
        using MakeJobserver client = MakeJobserver.FromMakeFlags(server.MakeFlags, out _)!;
        Assert.Equal((true, false), (server.IsServer, client.IsServer));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.SetJobs(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.SetJobs(MakeJobserver.MostJobs + 1));
        Assert.Throws<InvalidOperationException>(() => client.SetJobs(3));
        server.Dispose();
        Assert.Throws<ObjectDisposedException>(() => server.SetJobs(3));
    }

    private static JobserverToken TakeAny(List<JobserverToken> held, Random random)
    {
        int index = random.Next(held.Count);
        JobserverToken token = held[index];
        held.RemoveAt(index);
        return token;
    }

    private static Task<JobserverToken> Acquire(MakeJobserver jobserver) =>
        jobserver.AcquireAsync().AsTask().WaitAsync(Guard);
}
