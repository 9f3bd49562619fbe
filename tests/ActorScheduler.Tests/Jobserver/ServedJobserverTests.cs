using ActorScheduler.Jobserver;

namespace ActorScheduler.Tests.Jobserver;

[Trait("Contract", "PORT-43")]
[Collection(SharedDescriptors.Name)]
public sealed class ServedJobserverTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(MakeJobserverStyle.Pipe)]
    [InlineData(MakeJobserverStyle.Fifo)]
    public async Task A_client_and_its_server_share_the_tokens(MakeJobserverStyle style)
    {
        using MakeJobserver server = MakeJobserver.Create(3, style);
        using MakeJobserver client = Join(server);
        Assert.True((await Acquire(server)).IsImplicit);
        Assert.True((await Acquire(client)).IsImplicit);   // in life the client runs under a token of the server's
        JobserverToken first = await Acquire(server);
        JobserverToken second = await Acquire(client);

        Task<JobserverToken> waiter = Acquire(server);
        Assert.False(waiter.IsCompleted);
        second.Dispose();
        await waiter;
        waiter = Acquire(client);
        Assert.False(waiter.IsCompleted);
        first.Dispose();
        await waiter;
    }

    [Fact]
    public async Task A_server_of_one_job_has_only_the_free_token()
    {
        using MakeJobserver server = MakeJobserver.Create(1);
        JobserverToken first = await Acquire(server);
        Task<JobserverToken> second = Acquire(server);
        Assert.False(second.IsCompleted);

        first.Dispose();
        Assert.True((await second).IsImplicit);
    }

    [Fact]
    public async Task A_pipe_can_hold_the_most_tokens_that_can_be_asked_for()
    {
        using MakeJobserver server = MakeJobserver.Create(MakeJobserver.MostJobs);
        for (int job = 0; job < MakeJobserver.MostJobs; job++)
            Assert.True(server.AcquireAsync().IsCompletedSuccessfully);

        Assert.Equal(MakeJobserver.MostJobs - 1, server.HeldTokens);
        Task<JobserverToken> more = Acquire(server);
        Assert.False(more.IsCompleted);
        server.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => more);
    }

    [Fact]
    public void The_pipe_form_is_inherited_in_blocking_mode_and_closed_in_the_end()
    {
        MakeJobserver server = MakeJobserver.Create(4);
        (int read, int write) = (server.InheritedDescriptors[0], server.InheritedDescriptors[1]);
        Assert.Equal($" -j4 --jobserver-auth={read},{write}", server.MakeFlags);
        Assert.True(Posix.IsInherited(read));
        Assert.True(Posix.IsInherited(write));
        Assert.False(JobserverOfferTests.IsNonBlocking(read));
        (ulong, ulong)? pipe = Posix.PipeBehind(read);

        server.Dispose();
        server.Dispose();
        Assert.NotEqual(pipe, Posix.PipeBehind(read));
    }

    [Fact]
    public void The_fifo_form_lives_in_a_private_directory_that_goes_in_the_end()
    {
        if (!OperatingSystem.IsLinux()) return;
        MakeJobserver server = MakeJobserver.Create(4, MakeJobserverStyle.Fifo);
        Assert.StartsWith(" -j4 --jobserver-auth=fifo:/", server.MakeFlags, StringComparison.Ordinal);
        Assert.Empty(server.InheritedDescriptors);
        string directory = DirectoryOf(server);
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(ownerOnly, File.GetUnixFileMode(directory));

        server.Dispose();
        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public void A_directory_that_somebody_else_removed_does_not_disturb_the_end()
    {
        using MakeJobserver server = MakeJobserver.Create(2, MakeJobserverStyle.Fifo);
        Directory.Delete(DirectoryOf(server), recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(MakeJobserver.MostJobs + 1)]
    public void The_number_of_jobs_is_checked(int jobs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MakeJobserver.Create(jobs));

    [Fact]
    public void The_style_is_checked() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MakeJobserver.Create(2, (MakeJobserverStyle)9));

    private static MakeJobserver Join(MakeJobserver server) =>
        MakeJobserver.FromMakeFlags(server.MakeFlags, out _) ?? throw new InvalidOperationException("no jobserver");

    private static string DirectoryOf(MakeJobserver server) =>
        Path.GetDirectoryName(server.MakeFlags[server.MakeFlags.IndexOf('/', StringComparison.Ordinal)..])!;

    private static Task<JobserverToken> Acquire(MakeJobserver jobserver) =>
        jobserver.AcquireAsync().AsTask().WaitAsync(Guard);
}
