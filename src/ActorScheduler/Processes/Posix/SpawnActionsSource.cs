namespace ActorScheduler.Processes;

/// <summary>
/// The <see cref="SpawnActions"/> of a launcher's children. A pipe gets the lowest number that is free, so the same few
/// come again and again; they are kept, since the C library asks the system for each number it is given whether there
/// can be such a one. Thread-safe.
/// </summary>
internal sealed class SpawnActionsSource
{
    /// <summary>More than so many arrangements come when many children run at once; they are not kept.</summary>
    private const int MaxKept = 256;
    private readonly Lock _gate = new();
    private readonly Dictionary<Streams, SpawnActions> _kept = [];
    private IReadOnlyList<InheritedDescriptor>? _inherited;

    /// <summary>Gives those of one child.</summary>
    /// <param name="streams">What becomes its 0, 1 and 2; -1 leaves one as it is.</param>
    /// <param name="inherited">Its further descriptors; the same object each time, or they are made anew.</param>
    /// <param name="folder">Where it runs; null is here.</param>
    /// <param name="own">True when they are the caller's, to be disposed once it has been started.</param>
    public SpawnActions For(
        Streams streams, IReadOnlyList<InheritedDescriptor> inherited, string? folder, out bool own)
    {
        own = true;
        if (folder is not null) return New(streams, inherited, folder);
        lock (_gate)
        {
            _inherited ??= inherited;
            if (!ReferenceEquals(inherited, _inherited)) return New(streams, inherited, folder);
            if (_kept.TryGetValue(streams, out SpawnActions? kept))
            {
                own = false;
                return kept;
            }

            SpawnActions made = New(streams, inherited, folder);
            own = made.Error != 0 || _kept.Count == MaxKept;
            if (!own) _kept.Add(streams, made);
            return made;
        }
    }

    private static SpawnActions New(Streams streams, IReadOnlyList<InheritedDescriptor> inherited, string? folder) =>
        new([streams.Input, streams.Output, streams.Error], inherited, folder);

    /// <summary>Our descriptors that become a child's standard streams.</summary>
    internal readonly record struct Streams(int Input, int Output, int Error);
}
