namespace ActorScheduler.Machines;

/// <summary>
/// Everything between two barriers. Jobs of an epoch may start only while it is the first one that has not ended, so
/// the start of epoch e+1 comes after the end of every job of epoch e (DUP-16).
/// </summary>
internal sealed class Epoch(long number)
{
    private AdmissionQueue? _ready;

    public long Number { get; set; } = number;

    /// <summary>Jobs of this epoch that have not ended.</summary>
    public int Outstanding { get; set; }

    /// <summary>True once a job was scheduled into it, so that a further barrier is a new one.</summary>
    public bool Used { get; set; }

    /// <summary>Handles of the barriers that end it; null while it is open.</summary>
    public List<JobReference>? Barriers { get; set; }

    public Epoch? Next { get; set; }

    /// <summary>Jobs that wait for admission.</summary>
    public AdmissionQueue Ready => _ready ??= new AdmissionQueue();

    public JobReference? FirstReady => _ready?.First;

    public int ReadyCount => _ready?.Count ?? 0;
}
