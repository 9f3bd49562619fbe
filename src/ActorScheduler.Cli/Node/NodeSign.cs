using System.Globalization;
using ActorScheduler.Cli.State;
using ActorScheduler.Client;
using ActorScheduler.Processes;

namespace ActorScheduler.Cli.Node;

/// <summary>
/// What can be seen from outside of whoever runs a scheduler of a store. A node holds a lock, which the system takes
/// away with its process: it says for certain whether a node lives. A program that runs a scheduler itself has no such
/// lock, and shows only by answering.
/// </summary>
internal sealed record NodeSign
{
    /// <summary>A node that lives may be busy.</summary>
    private static readonly TimeSpan ForNode = TimeSpan.FromSeconds(15);

    /// <summary>A program without the lock of a node answers within some hundredths of a second.</summary>
    private static readonly TimeSpan ForOthers = TimeSpan.FromSeconds(1);

    private NodeSign(string scheduler) => Scheduler = scheduler;

    /// <summary>The scheduler.</summary>
    public string Scheduler { get; }

    /// <summary>True when a node runs it.</summary>
    public bool IsThere { get; private init; }

    /// <summary>The node's process; null when there is none, or it does not say.</summary>
    public int? Process { get; private init; }

    /// <summary>True when that process was stopped by a signal, and does nothing until it is continued.</summary>
    public bool IsSuspended { get; private init; }

    /// <summary>How long to wait for an answer; zero where none can come.</summary>
    public TimeSpan Patience { get; private init; }

    /// <summary>The node in words, for one who waits for it.</summary>
    public string Name => IsThere
        ? $"the node of scheduler '{Scheduler}'{Number}"
        : $"whoever runs scheduler '{Scheduler}'";

    /// <summary>Why there is no answer.</summary>
    public required string Silence { get; init; }

    private string Number =>
        Process is { } number ? string.Create(CultureInfo.InvariantCulture, $", process {number},") : "";

    /// <summary>Looks at a scheduler of a store.</summary>
    public static NodeSign Of(string store, SchedulerView view)
    {
        string name = view.Name;
        if (name == RunState.Journal && RunState.IsTaken(store))
            return new NodeSign(name) { IsThere = true, Silence = "a run is going on, which answers no questions" };
        if (!NodeLock.IsTaken(store, name))
        {
            string why = view.IsOpened ? "its last owner has ended, or does not answer" : "it was never opened";
            return new NodeSign(name)
            {
                Patience = view.IsOpened ? ForOthers : TimeSpan.Zero,
                Silence = $"no node runs scheduler '{name}' ({why})",
            };
        }

        int? process = NodeLock.HolderOf(store, name);
        bool isSuspended = process is { } number && ProcessTable.IsSuspended(number);
        var sign = new NodeSign(name) { IsThere = true, Process = process, Silence = "" };
        string silence = isSuspended
            ? string.Create(CultureInfo.InvariantCulture,
                $"{sign.Name} was suspended by a signal; kill -CONT {process} lets it go on")
            : $"{sign.Name} does not answer";
        return sign with
        {
            IsSuspended = isSuspended,
            Patience = isSuspended ? TimeSpan.Zero : ForNode,
            Silence = silence,
        };
    }
}
