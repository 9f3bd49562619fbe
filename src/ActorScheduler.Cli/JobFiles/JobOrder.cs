using System.Globalization;
using ActorScheduler.Machines;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>
/// Puts every job after the jobs that it names in <c>after</c>, and otherwise keeps the file's order. Names may point
/// forward, but not across a later barrier: that job would wait for one that waits for it.
/// </summary>
internal sealed class JobOrder
{
    private const int LongestCircle = 10;
    private const string BehindBarrier = "stands below a barrier that waits for this job";

    private readonly string _file;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Node> _named = new(StringComparer.Ordinal);
    private int _barriers;

    public JobOrder(string file) => _file = file;

    /// <summary>Adds a barrier at this place.</summary>
    public void AddBarrier() => _barriers++;

    /// <summary>
    /// Adds a job at this place, with the values that hold the names in its <see cref="JobSpec.After"/>.
    /// </summary>
    public void Add(JobSpec job, List<YamlValue> after)
    {
        var node = new Node(job, after, _nodes.Count, _barriers);
        _nodes.Add(node);
        if (job.Name is { } name) _named.Add(name, node);
    }

    /// <summary>All entries in the order in which they can be scheduled.</summary>
    /// <exception cref="JobFileException">
    /// A name is unknown, points across a barrier, or leads back to its own job.
    /// </exception>
    public List<JobEntry> Sort()
    {
        foreach (Node node in _nodes) Resolve(node);
        var ready = new PriorityQueue<Node, int>();
        foreach (Node node in _nodes)
        {
            if (node.Missing == 0) ready.Enqueue(node, node.Place);
        }

        var entries = new List<JobEntry>(_nodes.Count + _barriers);
        int epoch = 0;
        int sorted = 0;
        while (ready.TryDequeue(out Node? node, out _))
        {
            // The place grows with the epoch and nothing waits for a later epoch, so epochs never mix here.
            for (; epoch < node.Epoch; epoch++) entries.Add(BarrierEntry.Instance);
            entries.Add(node.Job);
            sorted++;
            foreach (Node next in node.Followers)
            {
                if (--next.Missing == 0) ready.Enqueue(next, next.Place);
            }
        }

        if (sorted < _nodes.Count) throw Cycle();
        for (; epoch < _barriers; epoch++) entries.Add(BarrierEntry.Instance);
        return entries;
    }

    private void Resolve(Node node)
    {
        for (int i = 0; i < node.After.Count; i++)
        {
            string name = node.Job.After[i];
            if (!_named.TryGetValue(name, out Node? other)) throw Wrong(node.After[i], Unknown(name));
            if (other.Epoch > node.Epoch)
                throw Wrong(node.After[i], $"'after' names '{OneLine.Of(name)}', which {BehindBarrier}");
            other.Followers.Add(node);
            node.Before.Add(other);
            node.Missing++;
        }
    }

    // Only jobs on a cycle, or behind one, are left: walking back from any of them must come to one of them again.
    private JobFileException Cycle()
    {
        Node start = _nodes.Find(node => node.Missing > 0)!;
        var path = new List<Node>();
        for (Node node = start; !node.OnPath; node = node.Before.Find(before => before.Missing > 0)!)
        {
            node.OnPath = true;
            path.Add(node);
        }

        Node last = path[^1].Before.Find(before => before.Missing > 0)!;
        path.RemoveRange(0, path.IndexOf(last));
        path.Add(last);
        string names = Names(path);
        int reference = last.Before.IndexOf(path[1]);
        return Wrong(last.After[reference], $"'after' leads in a circle: {names}");
    }

    // The first and the last of a long one.
    private static string Names(List<Node> path)
    {
        List<string> names = path.ConvertAll(static node => OneLine.Of(node.Job.Name!, OneLine.CommandLength));
        int more = names.Count - LongestCircle;
        if (more > 0)
        {
            names.RemoveRange(LongestCircle - 1, more);
            names.Insert(LongestCircle - 1, string.Create(CultureInfo.InvariantCulture, $"({more} more)"));
        }

        return string.Join(" -> ", names);
    }

    private string Unknown(string name) =>
        $"'after' names '{OneLine.Of(name)}', and no job has that name"
        + (DidYouMean.Nearest(name, _named.Keys) is { } near ? $"; did you mean '{near}'?" : "");

    private JobFileException Wrong(YamlValue at, string problem) => new(_file, at.Line, at.Column, problem);

    private sealed class Node(JobSpec job, List<YamlValue> after, int place, int epoch)
    {
        public JobSpec Job { get; } = job;

        public List<YamlValue> After { get; } = after;

        public int Place { get; } = place;

        public int Epoch { get; } = epoch;

        public List<Node> Before { get; } = [];

        public List<Node> Followers { get; } = [];

        /// <summary>How many of <see cref="Before"/> are not sorted yet.</summary>
        public int Missing { get; set; }

        public bool OnPath { get; set; }
    }
}
