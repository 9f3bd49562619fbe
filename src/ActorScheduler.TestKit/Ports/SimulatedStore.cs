using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.TestKit.Engine;
using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit;

/// <summary>
/// The store of a simulation's nodes, for durable schedulers: in memory, and as slow and as faulty as a test wants it.
/// It stays when nodes end or crash. Commits of one scheduler arrive in their order, each in a step of its own.
/// </summary>
public sealed class SimulatedStore
{
    private readonly SimulationEngine _engine;
    private readonly Action<SimulatedHost> _crash;
    private readonly Chance _chance;
    private readonly Dictionary<string, Queue<Commit>> _onTheWay = new(StringComparer.Ordinal);
    private StoreFault _fault;
    private int _faultsLeft;
    private MemoryFault _next;

    internal SimulatedStore(SimulationEngine engine, Action<SimulatedHost> crash)
    {
        _engine = engine;
        _crash = crash;
        _chance = new Chance(engine.Seed, "store");
        Journals = new MemoryStore { Time = engine.Time, Courier = HandIn, Fault = _ => _next };
        Door = new StoreDoor(this, engine);
    }

    /// <summary>How long a commit takes at most; how long each takes is drawn. No time at all by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan Latency
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>How many commits have come so far, those that failed and those that were repeated included.</summary>
    public int Commits { get; private set; }

    /// <summary>
    /// From now on commits fail. Schedulers repeat them, and refuse new jobs until one succeeds.
    /// </summary>
    /// <param name="fault">How.</param>
    /// <param name="commits">How many of them; as many as come by default, until <see cref="Heal"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one, or no fault.</exception>
    public void Fail(StoreFault fault, int commits = int.MaxValue)
    {
        if (!Enum.IsDefined(fault)) throw new ArgumentOutOfRangeException(nameof(fault), fault, "No fault.");
        ArgumentOutOfRangeException.ThrowIfLessThan(commits, 1);
        _fault = fault;
        _faultsLeft = commits;
    }

    /// <summary>From now on commits succeed.</summary>
    public void Heal() => _faultsLeft = 0;

    /// <summary>What is in it.</summary>
    internal MemoryStore Journals { get; }

    /// <summary>What nodes are given.</summary>
    internal StoreDoor Door { get; }

    /// <summary>Decides about each call that is no commit; null when all succeed.</summary>
    internal Func<CallFate>? CallFate { get; set; }

    /// <summary>Told that a node owns a journal from now on.</summary>
    internal Action<string, SimulatedHost>? Opened { get; set; }

    /// <summary>
    /// Decides about each commit that comes, by its number from 1; null when only <see cref="Fail"/> does.
    /// </summary>
    internal Func<StoreCommit, int, CommitFate>? Fate { get; set; }

    /// <summary>Sees what is committed, in order.</summary>
    internal Action<StoreCommit>? Committed { get; set; }

    /// <summary>A node has crashed: what it handed in and what has not come yet comes by chance, or never.</summary>
    internal void Lose(SimulatedHost host)
    {
        foreach (Queue<Commit> journal in _onTheWay.Values)
        {
            Commit[] lost = [.. journal.Where(commit => commit.Host == host)];
            Commit[] kept = [.. journal.Where(commit => commit.Host != host)];
            journal.Clear();
            foreach (Commit commit in kept) journal.Enqueue(commit);
            foreach (Commit commit in lost) _engine.Time.Cancel(commit);
            foreach (Commit commit in lost)
            {
                if (!_chance.OneIn(2))
                {
                    if (_chance.OneIn(2)) Apply(commit, MemoryFault.Torn, "is torn by the crash");
                    break;
                }

                Apply(commit, MemoryFault.None, "comes although its node has crashed");
            }
        }
    }

    private void HandIn(StoreCommit commit, Action apply)
    {
        SimulatedHost? host = _engine.Current;
        if (host is null or { IsGone: true }) return;
        if (!_onTheWay.TryGetValue(commit.Journal, out Queue<Commit>? journal))
            _onTheWay.Add(commit.Journal, journal = new Queue<Commit>());
        long latest = Latency.Ticks;
        long due = Moments.After(_engine.Time.Now, TimeSpan.FromTicks((long)(_chance.Below(1001) / 1000.0 * latest)));
        if (journal.Count > 0) due = Math.Max(due, journal.Last().Due);
        var handed = new Commit(this, commit, apply, host);
        journal.Enqueue(handed);
        _engine.Time.Set(handed, due, owner: null);
    }

    private void Come(Commit commit)
    {
        Commit first = _onTheWay[commit.Content.Journal].Dequeue();
        Ensure.That(first == commit, "Commits of a journal come in their order.");
        Commits++;
        CommitFate fate = Fate?.Invoke(commit.Content, Commits) ?? CommitFate.Succeeds;
        if (fate == CommitFate.Succeeds && _faultsLeft > 0)
        {
            _faultsLeft--;
            fate = CommitFate.FailsBefore + (int)_fault;
        }

        bool crashes = fate >= CommitFate.CrashesBefore;
        if (crashes) commit.Host.IsGone = true;     // it does not hear of what comes now
        MemoryFault fault = fate switch
        {
            CommitFate.FailsBefore => MemoryFault.Before,
            CommitFate.FailsAfter => MemoryFault.After,
            CommitFate.FailsTorn or CommitFate.CrashesTorn => MemoryFault.Torn,
            _ => MemoryFault.None,
        };
        if (fate == CommitFate.CrashesBefore) Note(commit, "CrashesBefore");
        else Apply(commit, fault, fate.ToString());
        if (crashes) _crash(commit.Host);
    }

    private void Apply(Commit commit, MemoryFault fault, string what)
    {
        _engine.Saboteur?.BeforeCommit(Journals, commit.Content);
        Note(commit, what);
        long before = Journals.PositionOf(commit.Content.Journal);
        _next = fault;
        commit.Arrive();
        if (Journals.PositionOf(commit.Content.Journal) > before) Committed?.Invoke(commit.Content);
    }

    private void Note(Commit commit, string what) => _engine.Note(
        SimulationEventKind.Commit, commit.Content.Journal, $"{commit.Content.After}+{commit.Content.Count} {what}");

    private sealed class Commit(SimulatedStore store, StoreCommit content, Action apply, SimulatedHost host) : HostTimer
    {
        public StoreCommit Content => content;

        public SimulatedHost Host => host;

        public void Arrive() => apply();

        public override void Fire() => store.Come(this);
    }
}
