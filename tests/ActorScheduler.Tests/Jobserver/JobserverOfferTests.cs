using System.Globalization;
using ActorScheduler.Jobserver;

namespace ActorScheduler.Tests.Jobserver;

[Trait("Contract", "PORT-43")]
[Collection(SharedDescriptors.Name)]
public sealed class JobserverOfferTests
{
    [Fact]
    public void Without_an_offer_there_is_none_and_no_problem()
    {
        Assert.Null(MakeJobserver.FromMakeFlags(null, out string? problem));
        Assert.Null(problem);
        Assert.Null(MakeJobserver.FromMakeFlags("ks -j4", out problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("-2,-2")]
    [InlineData("rubbish")]
    [InlineData("100000,100001")]
    [InlineData("fifo:/nowhere/to/be/found")]
    [InlineData("fifo:/dev/null")]
    [InlineData("fifo:/tmp")]
    public void An_offer_that_cannot_be_taken_says_why(string auth)
    {
        Assert.Null(MakeJobserver.FromMakeFlags("--jobserver-auth=" + auth, out string? problem));
        Assert.False(string.IsNullOrWhiteSpace(problem));
    }

    [Fact]
    public void Closed_descriptors_are_no_jobserver()
    {
        OuterPipe outer = new("a");
        outer.Dispose();
        // The numbers may be open again by now, for a file of this process: those are marked to be closed on exec.
        Assert.Null(MakeJobserver.FromMakeFlags("--jobserver-auth=" + outer.Auth, out string? problem));
        Assert.Contains("'+'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptors_of_our_own_are_no_jobserver()
    {
        using OuterPipe outer = new("a");
        const int flags = Posix.NonBlocking | Posix.CloseOnExec;
        int own = Posix.Open(Posix.PathOf(outer.Read), Posix.ReadWrite | flags);

        Assert.Null(MakeJobserver.FromMakeFlags($"--jobserver-auth={own},{own}", out string? problem));
        Assert.NotNull(problem);
        Assert.Equal(0, Posix.Close(own));
    }

    [Fact]
    public void The_ends_of_a_pipe_must_be_of_one_pipe_and_the_right_way_round()
    {
        using OuterPipe one = new("a");
        using OuterPipe other = new("b");

        Assert.Null(MakeJobserver.FromMakeFlags($"--jobserver-auth={one.Read},{other.Write}", out string? problem));
        Assert.NotNull(problem);
        Assert.Null(MakeJobserver.FromMakeFlags($"--jobserver-auth={one.Write},{one.Read}", out problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void A_fifo_that_nobody_serves_is_no_jobserver()
    {
        using OuterPipe outer = new("", fifo: true);
        outer.End();

        Assert.Null(MakeJobserver.FromMakeFlags("--jobserver-auth=" + outer.Auth, out string? problem));
        Assert.Contains("Nobody serves", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shared_pipe_stays_in_blocking_mode_and_open()
    {
        using OuterPipe outer = new("a");
        MakeJobserver jobserver = outer.Join();
        await jobserver.AcquireAsync();
        await jobserver.AcquireAsync();
        Assert.False(IsNonBlocking(outer.Read));
        Assert.False(IsNonBlocking(outer.Write));

        jobserver.Dispose();
        Assert.True(Posix.IsInherited(outer.Read));
        Assert.True(Posix.IsInherited(outer.Write));
    }

    [Fact]
    public void A_child_needs_the_flags_and_descriptors_that_we_got()
    {
        using OuterPipe pipe = new("");
        using OuterPipe fifo = new("", fifo: true);
        using MakeJobserver byPipe = pipe.Join();
        using MakeJobserver byFifo = fifo.Join();

        Assert.Equal($" -j9 --jobserver-auth={pipe.Read},{pipe.Write}", byPipe.MakeFlags);
        Assert.Equal([pipe.Read, pipe.Write], byPipe.InheritedDescriptors);
        Assert.Equal(" -j9 --jobserver-auth=" + fifo.Auth, byFifo.MakeFlags);
        Assert.Empty(byFifo.InheritedDescriptors);
    }

    internal static bool IsNonBlocking(int descriptor)
    {
        string flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}")
            .Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        int octal = Convert.ToInt32(flags["flags:".Length..].Trim(), 8);
        return (octal & Posix.NonBlocking) != 0;
    }
}
