using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Pending;

public sealed class PendingGroupMachineTests
{
    private const int Depth = 5;

    public static TheoryData<int> Modes => new(0, 1, 2, 3);

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Contract", "GRP-4")]
    [Trait("Contract", "GRP-5")]
    [Trait("Contract", "GRP-6")]
    public void Every_short_life_of_a_group_ends_as_the_rules_say(int mode)
    {
        int lives = 0;
        Explore([], new PendingGroupOptions { Mode = (PendingGroupMode)mode }, ref lives);
        Assert.True(lives > 1000, $"{lives} lives");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Contract", "GRP-13")]
    public void Long_random_lives_end_as_the_rules_say(int mode)
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var story = new GroupStory(new PendingGroupOptions { Mode = (PendingGroupMode)mode });
            story.Enter();
            for (int i = 0; i < 200 && !story.IsOver; i++)
            {
                int[] moves = Moves(story);
                Play(story, moves[random.Next(moves.Length)]);
            }

            story.CheckEnd();
        }
    }

    [Fact]
    [Trait("Contract", "GRP-3")]
    [Trait("Contract", "GRP-6")]
    public void A_failure_beats_a_cancellation_that_came_first()
    {
        var story = new GroupStory(new PendingGroupOptions { Mode = PendingGroupMode.CancelAndThrow });
        story.Enter();
        story.Join();
        story.Join();
        story.Cancel();
        story.Exit(JobOutcome.Canceled, asked: true);
        story.Exit(JobOutcome.Failed);
        story.EndBody(null);
        Assert.Equal(PendingGroupFate.ThrowFailures, story.Machine.Fate);
    }

    [Fact]
    public void A_process_that_ends_with_a_code_because_the_group_stopped_it_has_not_failed()
    {
        var story = new GroupStory(PendingGroupOptions.Default);
        story.Enter();
        story.Join();
        story.Cancel();
        story.Exit(JobOutcome.Failed, asked: true);
        story.EndBody(null);
        Assert.Equal(PendingGroupFate.Quiet, story.Machine.Fate);
    }

    [Fact]
    [Trait("Contract", "GRP-7")]
    public void A_members_failure_that_went_through_the_body_is_not_the_bodys_own()
    {
        var failure = new InvalidDataException("member");
        foreach (Exception thrown in (Exception[])[failure, new AggregateException(failure)])
        {
            var machine = new PendingGroupMachine(PendingGroupOptions.Default);
            machine.Enter();
            machine.MemberJoined();
            machine.MemberExited(new JobExit { JobId = new JobId(1, 1), Outcome = JobOutcome.Failed, ExitCode = 1, Exception = failure });
            machine.BodyEnded(thrown);
            Assert.Equal(PendingGroupFate.ThrowFailures, machine.Fate);
            Assert.Same(failure, Assert.Single(machine.Failures));
        }

        var other = new PendingGroupMachine(PendingGroupOptions.Default);
        other.Enter();
        other.BodyEnded(new InvalidDataException("own"));
        Assert.Equal(PendingGroupFate.ThrowBody, other.Fate);
    }

    [Fact]
    [Trait("Contract", "GRP-13")]
    public void Later_cancels_add_only_their_reasons_and_none_after_the_end()
    {
        var machine = new PendingGroupMachine(PendingGroupOptions.Default);
        machine.Enter();
        Assert.Equal(PendingGroupEffects.CancelAll, machine.CancelAsked("one"));
        Assert.Equal(PendingGroupEffects.None, machine.CancelAsked("two"));
        Assert.Equal(PendingGroupEffects.None, machine.CancelAsked(null));
        machine.BodyEnded(null);
        Assert.Equal(PendingGroupEffects.None, machine.CancelAsked("three"));
        Assert.Equal(["one", "two"], machine.Reasons);
        Assert.Throws<InvariantException>(() => machine.MemberJoined());
    }

    // Plays every sequence of moves up to the depth, each from the start: lives are short and there is nothing to undo.
    private static void Explore(int[] moves, PendingGroupOptions options, ref int lives)
    {
        var story = new GroupStory(options);
        story.Enter();
        foreach (int move in moves) Play(story, move);
        story.CheckEnd();
        lives++;
        if (moves.Length == Depth || story.IsOver) return;
        foreach (int next in Moves(story)) Explore([.. moves, next], options, ref lives);
    }

    private static int[] Moves(GroupStory story)
    {
        List<int> moves = [0, 1, 2];
        if (story.Machine.Members > 0) moves.AddRange([3, 4, 5, 6, 7, 8]);
        if (story.Machine.State == PendingGroupState.Open) moves.AddRange([9, 10, 11]);
        if (story.MayFireTimer) moves.Add(12);
        return [.. moves];
    }

    private static void Play(GroupStory story, int move)
    {
        switch (move)
        {
            case 0: story.Join(); break;
            case 1: story.Cancel(); break;
            case 2: story.Cancel(fromOutside: true); break;
            case 3: story.Exit(JobOutcome.Completed); break;
            case 4: story.Exit(JobOutcome.Failed); break;
            case 5: story.Exit(JobOutcome.Canceled); break;
            case 6: story.Exit(JobOutcome.Failed, asked: true); break;
            case 7: story.Exit(JobOutcome.Lost, asked: true); break;
            case 8: story.Remove(); break;
            case 9: story.EndBody(null); break;
            case 10: story.EndBody(new InvalidOperationException("own")); break;
            case 11: story.EndBody(new OperationCanceledException()); break;
            default: story.Time(); break;
        }
    }
}
