namespace ActorScheduler.Runtime;

/// <summary>A value, or the exception that came instead.</summary>
internal readonly record struct Outcome<T>(T? Value, Exception? Exception)
{
    public bool Succeeded => Exception is null;
}
