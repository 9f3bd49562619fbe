namespace ActorScheduler;

/// <summary>
/// The right to run one job, given by a <see cref="MakeJobserver"/>. Dispose it, or hand it to
/// <see cref="MakeJobserver.Release"/>, when the job has ended. Thread-safe.
/// </summary>
public sealed class JobserverToken : IDisposable
{
    internal JobserverToken(MakeJobserver owner, JobserverTokenKind kind, byte value = 0)
    {
        Owner = owner;
        Kind = kind;
        Value = value;
    }

    /// <summary>
    /// Whether it is the one that every process under a jobserver has for itself: the process that started us got it
    /// from the jobserver, so it was never read from there and never goes back.
    /// </summary>
    public bool IsImplicit => Kind == JobserverTokenKind.Implicit;

    internal MakeJobserver Owner { get; }

    internal JobserverTokenKind Kind { get; }

    /// <summary>The byte that was read, which must go back as it came: make gives the values a meaning.</summary>
    internal byte Value { get; }

    /// <summary>Gives it back. Further calls do nothing.</summary>
    public void Dispose() => Owner.Release(this);
}
