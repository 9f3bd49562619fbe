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
    /// Whether it is now the one that every process under a jobserver has for itself: whoever started us holds it for
    /// us, so it was never read and never goes back. It passes to another running job when the one that has it ends.
    /// </summary>
    public bool IsImplicit => Kind == JobserverTokenKind.Implicit;

    internal MakeJobserver Owner { get; }

    internal JobserverTokenKind Kind { get; private set; }

    /// <summary>The byte that was read, which must go back as it came: make gives the values a meaning.</summary>
    internal byte Value { get; }

    /// <summary>The free token takes the place of the byte.</summary>
    internal void BecomeImplicit() => Kind = JobserverTokenKind.Implicit;

    /// <summary>Gives it back. Further calls do nothing.</summary>
    public void Dispose() => Owner.Release(this);
}
