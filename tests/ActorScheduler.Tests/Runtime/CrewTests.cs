using System.Diagnostics;
using ActorScheduler.Runtime;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Runtime;

/// <summary>A crew of the pool's threads: each piece is done once, and none waits for one that takes long.</summary>
public sealed class CrewTests
{
    [Fact]
    public async Task Every_piece_is_done_once_whoever_adds_it()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        Crew crew = host.CreateCrew();
        const int Adders = 8, Each = 50_000;
        int[] done = new int[Adders * Each];
        int left = done.Length;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, Adders).Select(adder => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Each; i++) crew.Add(Piece(adder * Each + i));
            },
            TaskCreationOptions.LongRunning))).Soon();
        await all.Task.Soon();
        Assert.All(done, static times => Assert.Equal(1, times));

        Work Piece(int number) => new(() =>
        {
            Interlocked.Increment(ref done[number]);
            // real time: that some pieces take long is the subject
            if (number % 1000 == 0) Thread.SpinWait(20_000);
            if (Interlocked.Decrement(ref left) == 0) all.SetResult();
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(20_000)]
    public async Task A_piece_that_waits_for_the_one_behind_it_gets_it_however_short_those_before_were(int before)
    {
        using ThreadPoolHost host = TestActor.NewHost();
        Crew crew = host.CreateCrew();
        for (int round = 0; round < 30; round++)
        {
            AddShort(crew, before);
            await MeetAsync(crew).Soon();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    public async Task A_piece_may_wait_for_what_it_adds_itself(int before)
    {
        using ThreadPoolHost host = TestActor.NewHost();
        Crew crew = host.CreateCrew();
        for (int round = 0; round < 30; round++)
        {
            AddShort(crew, before);
            await MeetInsideAsync(crew, whereItIsAdded: crew).Soon();
        }
    }

    [Fact]
    public async Task Two_crews_do_not_wait_for_each_other()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        Crew one = host.CreateCrew(), other = host.CreateCrew();
        for (int round = 0; round < 200; round++) await MeetInsideAsync(one, whereItIsAdded: other).Soon();
    }

    [Fact]
    public async Task Without_the_host_pieces_still_run_beside_each_other()
    {
        ThreadPoolHost host = TestActor.NewHost();
        Crew crew = host.CreateCrew();
        AddShort(crew, 20_000);
        host.Dispose();
        await MeetAsync(crew).Soon();
    }

    [Fact]
    public async Task Who_is_found_in_a_long_piece_holds_nothing_up_a_second_time()
    {
        using var watch = new CrewWatch();      // never asked: the test looks itself
        var crew = new PoolCrew(watch);
        LongPiece piece = await LongPiece.BeginAsync(crew);
        crew.BeWatched(now: 0);
        Task second = DoneAsync(crew);
        Assert.False(crew.Look(now: Stopwatch.Frequency));
        await second.Soon();

        crew.BeWatched(now: 0);
        await DoneAsync(crew).Soon();
        piece.End();
    }

    [Fact]
    public async Task A_crew_for_which_there_is_no_watch_calls_others_by_itself_and_gets_one_later()
    {
        var system = new NoThread();
        using var watch = new CrewWatch(system.Start);
        var crew = new PoolCrew(watch);
        for (int time = 1; time <= 2; time++)
        {
            LongPiece piece = await LongPiece.BeginAsync(crew);
            watch.Watch(crew);
            await DoneAsync(crew).Soon();
            piece.End();
            Assert.Equal(time, system.Asked);
        }
    }

    [Fact]
    public async Task Who_comes_back_from_a_long_piece_works_on()
    {
        using var watch = new CrewWatch();
        var crew = new PoolCrew(watch);
        for (int round = 0; round < 200; round++)
        {
            LongPiece piece = await LongPiece.BeginAsync(crew);
            crew.BeWatched(now: 0);
            crew.Add(new Work(piece.End));
            Task behind = DoneAsync(crew);
            // Unless a member of the round before was still there, and has taken them.
            if (crew.Look(now: Stopwatch.Frequency)) crew.StopBeingWatched();
            await behind.Soon();
        }
    }

    [Fact]
    public async Task How_late_the_watch_looks_makes_no_difference()
    {
        using var watch = new CrewWatch();
        var crew = new PoolCrew(watch);
        long millisecond = Stopwatch.Frequency / 1000;
        LongPiece piece = await LongPiece.BeginAsync(crew);
        crew.BeWatched(now: 0);
        AddShort(crew, 1);
        Assert.True(crew.Look(millisecond / 10));               // too soon to tell
        crew.CountMessages(1_000);
        Assert.True(crew.Look(millisecond));
        crew.CountMessages(1_000);
        Assert.False(crew.Look(17 * millisecond));              // as much, but in sixteen times the time
        piece.End();
    }

    [Fact]
    public async Task What_follows_from_a_piece_waits_for_a_few_others_only()
    {
        using var watch = new CrewWatch();
        var crew = new PoolCrew(watch);
        var order = new List<string>();
        LongPiece piece = await LongPiece.BeginAsync(crew);
        crew.BeWatched(now: 0);         // so this member stays the only one
        for (int i = 0; i < 40; i++) crew.Add(new Work(() => order.Add("in line")));
        Task all = DoneAsync(crew);
        crew.AddAheadInTurn(new Work(() => order.Add("ahead")));
        crew.AddAheadInTurn(new Work(() => order.Add("behind it")));
        piece.End();
        await all.Soon();
        Assert.Equal(42, order.Count);
        Assert.InRange(order.IndexOf("ahead"), 0, 16);
        Assert.InRange(order.IndexOf("behind it"), 1, 1 + 2 * 16);
    }

    [Fact]
    public async Task After_a_long_piece_others_of_the_pool_get_the_thread()
    {
        using var watch = new CrewWatch();
        var crew = new PoolCrew(watch);
        var next = new TaskCompletionSource<SynchronizationContext?>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        LongPiece piece = await LongPiece.BeginAsync(crew, atTheEnd: () =>
        {
            // The pool takes it from its thread when that comes back.
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            long start = Stopwatch.GetTimestamp();
            // real time: how long the piece takes is the subject
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 30) Thread.SpinWait(100);
        });
        crew.BeWatched(now: 0);         // so this member stays the only one, and looks at the clock now and then only
        AddShort(crew, 40);
        crew.Add(new Work(() => next.SetResult(SynchronizationContext.Current)));
        piece.End();
        Assert.Null(await next.Task.Soon());
    }

    private static void AddShort(Crew crew, int count)
    {
        for (int i = 0; i < count; i++) crew.Add(new Work(static () => { }));
    }

    // Adds a piece; ends when it is done.
    private static Task DoneAsync(Crew crew)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        crew.Add(new Work(done.SetResult));
        return done.Task;
    }

    // Adds a piece that waits for the one behind it; ends when it has it.
    private static async Task MeetAsync(Crew crew)
    {
        using var other = new ManualResetEventSlim();
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        crew.Add(new Work(() =>
        {
            other.Wait();
            met.SetResult();
        }));
        crew.Add(new Work(other.Set));
        await met.Task;
    }

    // Adds a piece that adds another one and waits for it; ends when it has it.
    private static Task MeetInsideAsync(Crew crew, Crew whereItIsAdded)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        crew.Add(new Work(() =>
        {
            using var other = new ManualResetEventSlim();
            whereItIsAdded.Add(new Work(other.Set));
            other.Wait();
            met.SetResult();
        }));
        return met.Task;
    }

    private sealed class Work(Action action) : ICrewPiece
    {
        public void Execute() => action();
    }

    /// <summary>A piece that keeps a member of a crew until the test ends it.</summary>
    private sealed class LongPiece(Action? atTheEnd) : ICrewPiece
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new();

        /// <summary>Adds one, and waits until a member is in it.</summary>
        public static async Task<LongPiece> BeginAsync(Crew crew, Action? atTheEnd = null)
        {
            var piece = new LongPiece(atTheEnd);
            crew.Add(piece);
            await piece._begun.Task.Soon();
            return piece;
        }

        public void End() => _end.SetResult();

        public void Execute()
        {
            _begun.SetResult();
            _end.Task.Wait();
            atTheEnd?.Invoke();
        }
    }
}
