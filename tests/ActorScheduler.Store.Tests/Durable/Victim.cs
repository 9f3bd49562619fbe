namespace ActorScheduler.Store.Tests.Durable;

/// <summary>A process of its own that a test kills.</summary>
internal static class Victim
{
    public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length);
}
