namespace ActorScheduler.TestKit.Tests;

/// <summary>Seeds for theories: <c>[Theory, MemberData(nameof(Seeds.Swarm), 200, MemberType = typeof(Seeds))]</c>.</summary>
public static class Seeds
{
    /// <summary>The first seeds, so that a failure is the same for everybody.</summary>
    public static IEnumerable<object[]> Swarm(int count) =>
        Enumerable.Range(1, count).Select(seed => new object[] { (ulong)seed });
}
