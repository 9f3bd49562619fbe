using ActorScheduler.Processes;
using static ActorScheduler.Processes.SpawnActionsSource;

namespace ActorScheduler.Tests.Processes;

/// <summary>What is prepared for one child serves the next with the same streams, and nobody else.</summary>
public sealed class SpawnActionsSourceTests
{
    private const int Kept = 256;
    private static readonly IReadOnlyList<InheritedDescriptor> s_none = [];
    private readonly SpawnActionsSource _source = new();

    [Fact]
    public void The_same_streams_get_the_same_actions()
    {
        if (!OperatingSystem.IsLinux()) return;
        SpawnActions first = For(new Streams(3, 4, 5), out bool own);

        Assert.False(own);
        Assert.Equal(0, first.Error);
        Assert.Same(first, For(new Streams(3, 4, 5), out _));
        Assert.NotSame(first, For(new Streams(3, 5, 4), out _));
        Assert.NotSame(first, For(new Streams(-1, 4, 5), out _));
    }

    [Fact]
    public void A_folder_and_other_descriptors_of_its_own_are_for_one_child_only()
    {
        if (!OperatingSystem.IsLinux()) return;
        SpawnActions first = For(new Streams(3, 4, 5), out _);

        using SpawnActions inFolder = _source.For(new Streams(3, 4, 5), s_none, "/", out bool ownOfFolder);
        using SpawnActions withMore =
            _source.For(new Streams(3, 4, 5), [new InheritedDescriptor(7, 7)], null, out bool ownOfMore);

        Assert.True(ownOfFolder);
        Assert.True(ownOfMore);
        Assert.NotSame(first, inFolder);
        Assert.NotSame(first, withMore);
    }

    [Fact]
    public void More_arrangements_than_are_kept_belong_to_the_caller()
    {
        if (!OperatingSystem.IsLinux()) return;
        for (int output = 0; output < Kept; output++)
        {
            _ = For(new Streams(3, 4 + output, 3), out bool ownOfKept);
            Assert.False(ownOfKept);
        }

        using SpawnActions further = For(new Streams(3, 3, 3), out bool own);

        Assert.True(own);
        Assert.NotSame(further, For(new Streams(3, 3, 3), out _));
        _ = For(new Streams(3, 4, 3), out bool ownOfOld);
        Assert.False(ownOfOld);
    }

    [Fact]
    public void Actions_that_the_system_refuses_say_so_and_are_not_kept()
    {
        if (!OperatingSystem.IsLinux()) return;
        using SpawnActions refused = For(new Streams(int.MaxValue, 4, 5), out bool own);

        Assert.True(own);
        Assert.NotEqual(0, refused.Error);
    }

    private SpawnActions For(Streams streams, out bool own) => _source.For(streams, s_none, folder: null, out own);
}
