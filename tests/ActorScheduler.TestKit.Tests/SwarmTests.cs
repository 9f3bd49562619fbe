using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.TestKit.Tests;

public sealed class SwarmTests
{
    [Theory, MemberData(nameof(Seeds.Swarm), 300, MemberType = typeof(Seeds))]
    public void The_standard_swarm_breaks_no_rule(ulong seed) =>
        SwarmRun.Run(SwarmPlanner.Draw(seed, SwarmScenario.Standard));

    [Theory]
    [InlineData("limits")]
    [InlineData("barriers")]
    [InlineData("processes")]
    [InlineData("callers")]
    [InlineData("stops")]
    public void The_other_swarms_break_no_rule(string name)
    {
        for (ulong seed = 1; seed <= 100; seed++) SwarmRun.Run(SwarmPlanner.Draw(seed, SwarmScenario.Find(name)!));
    }
}
