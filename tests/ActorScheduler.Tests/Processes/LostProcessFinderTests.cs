using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

/// <summary>Who belongs to a lost attempt, by lists of processes that are made up.</summary>
public sealed class LostProcessFinderTests
{
    private const int Self = 50;
    private static readonly JobId Mine = new(0xABC, 7);
    private static readonly JobId Other = new(0xABC, 8);

    private readonly List<ProcessTable.Entry> _table = [];
    private readonly Dictionary<int, JobId> _carried = [];

    public LostProcessFinderTests()
    {
        Add(1, parent: 0, group: 1);
        Add(40, parent: 1, group: 40);
        Add(Self, parent: 40, group: 40);
    }

    [Fact]
    public void A_process_is_found_by_number_start_time_and_boot()
    {
        Add(100, parent: 1, group: 100, start: 7);
        Assert.Equal([100], Find(new ProcessIdentity(100, 7, "boot")));
        Assert.Empty(Find(new ProcessIdentity(100, 6, "boot")));
        Assert.Empty(Find(new ProcessIdentity(100, 8, "boot")));
        Assert.Empty(Find(new ProcessIdentity(100, 7, "another boot")));
        Assert.Empty(Find(new ProcessIdentity(101, 7, "boot")));
    }

    [Fact]
    public void A_process_is_found_by_the_job_that_it_carries()
    {
        Add(100, parent: 1, group: 90, carries: Mine);
        Add(101, parent: 1, group: 101, carries: Other);
        Assert.Equal([100], Find());
    }

    [Fact]
    public void A_group_is_taken_with_its_leader_be_it_dead_and_not_reaped()
    {
        Add(100, parent: 1, group: 100, start: 7, isAlive: false);
        Add(101, parent: 1, group: 100);
        LostProcessFinder.Found found = Look(new ProcessIdentity(100, 7, "boot"));
        Assert.Equal([101], found.Processes.Select(entry => entry.Pid));
        Assert.Equal([100], found.Groups);
    }

    [Fact]
    public void A_group_whose_leader_is_gone_is_taken_when_somebody_in_it_carries_the_job()
    {
        Add(101, parent: 1, group: 100);
        Assert.Empty(Find(new ProcessIdentity(100, 7, "boot")));        // the number may be a stranger's by now
        Add(102, parent: 1, group: 100, carries: Mine);
        Assert.Equal([101, 102], Find(new ProcessIdentity(100, 7, "boot")));
    }

    [Fact]
    public void A_group_that_was_not_written_down_is_not_taken_for_one_member()
    {
        Add(101, parent: 1, group: 90);
        Add(102, parent: 1, group: 90, carries: Mine);
        LostProcessFinder.Found found = Look();
        Assert.Equal([102], found.Processes.Select(entry => entry.Pid));
        Assert.Empty(found.Groups);
    }

    [Fact]
    public void Descendants_are_taken_whatever_they_carry_and_wherever_they_stand_in_the_list()
    {
        Add(103, parent: 102, group: 103);
        Add(104, parent: 1, group: 103);
        Add(102, parent: 100, group: 102, carries: Other);
        Add(100, parent: 1, group: 100, start: 7);
        Assert.Equal([100, 102, 103, 104], Find(new ProcessIdentity(100, 7, "boot")));
    }

    [Fact]
    public void This_process_and_its_ancestors_are_spared_and_so_is_their_group()
    {
        Add(60, parent: Self, group: 60);
        Add(61, parent: 40, group: 40);
        _carried[40] = _carried[Self] = Mine;
        LostProcessFinder.Found found = Look(new ProcessIdentity(40, 40, "boot"));
        Assert.Empty(found.Processes);
        Assert.Empty(found.Groups);

        // Somebody else of that group carries it by himself.
        _carried[61] = Mine;
        found = Look();
        Assert.Equal([61], found.Processes.Select(entry => entry.Pid));
        Assert.Empty(found.Groups);
    }

    [Fact]
    public void Of_two_that_had_one_number_the_later_one_counts()
    {
        Add(100, parent: 1, group: 100, start: 9);
        Assert.Equal([100], Find(new ProcessIdentity(100, 7, "boot"), new ProcessIdentity(100, 9, "boot")));
        Assert.Equal([100], Find(new ProcessIdentity(100, 9, "boot"), new ProcessIdentity(100, 7, "boot")));
    }

    private void Add(int pid, int parent, int group, long? start = null, bool isAlive = true, JobId? carries = null)
    {
        _table.Add(new ProcessTable.Entry(pid, isAlive, parent, group, start ?? pid));
        if (carries is { } job) _carried[pid] = job;
    }

    private int[] Find(params ProcessIdentity[] written) =>
        [.. Look(written).Processes.Select(entry => entry.Pid).Order()];

    private LostProcessFinder.Found Look(params ProcessIdentity[] written)
    {
        string? JobOf(int pid) => _carried.TryGetValue(pid, out JobId job) ? job.ToString() : null;
        return new LostProcessFinder([new LostAttempt(Mine, written)], "boot", Self, JobOf).Find(_table);
    }
}
