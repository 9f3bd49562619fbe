using ActorScheduler.TestKit.Engine;
using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.TestKit.Tests;

/// <summary>A check that never fails proves nothing: each rule is broken on purpose, and the swarm must notice.</summary>
public sealed class NegativeControlTests
{
    private const ulong MostSeeds = 10_000;

    [Fact]
    public void A_barrier_that_does_not_count_is_found() =>
        Finds(() => new Saboteurs.NoBarrierCount(), "BarrierCheck");

    [Fact]
    public void A_group_without_a_limit_is_found() =>
        Finds(() => new Saboteurs.NoGroupCheck(), "LimitsCheck");

    [Fact]
    public void A_failure_that_does_not_latch_is_found() =>
        Finds(() => new Saboteurs.NoFailureLatch(), "LatchCheck");

    [Fact]
    public void Listeners_that_are_not_deferred_are_found() =>
        Finds(() => new Saboteurs.NoDeferredListeners(), "TurnCheck");

    [Fact]
    public void An_await_before_the_release_is_found() =>
        Finds(() => new Saboteurs.NoReleaseBeforeAwait(), "PermitsCheck");

    [Fact]
    public void A_stop_that_does_not_last_is_found() =>
        Finds(() => new Saboteurs.NoStop(), "NothingAfterStopCheck");

    [Fact]
    public void A_job_that_is_let_past_is_found() => Finds(() => new Saboteurs.NoOrder(), "FifoCheck");

    [Fact]
    public void An_end_that_nobody_hears_of_is_found() =>
        Finds(() => new Saboteurs.NoNewsOfAnEnd(), "LivenessCheck");

    [Fact]
    public void A_job_that_starts_after_its_end_is_found() =>
        Finds(() => new Saboteurs.NoEnd(), "ExitOnceCheck");

    [Fact]
    public void What_is_found_shrinks_to_a_few_steps_and_replays()
    {
        (SwarmPlan plan, SimulationException failure) = Find(() => new Saboteurs.NoGroupCheck());
        (SwarmPlan smaller, SimulationException same) =
            new Shrinker(() => new Saboteurs.NoGroupCheck()).Shrink(plan, failure);
        Assert.InRange(smaller.Steps.Count, 1, 6);
        Assert.Contains(smaller.Replay, same.Message, StringComparison.Ordinal);
        SimulationException? again = SwarmRun.Find(
            SwarmPlanner.Draw(plan.Seed, plan.Scenario, smaller.Without).Keep(smaller.Kept!),
            () => new Saboteurs.NoGroupCheck());
        Assert.Equal(same.Message, again?.Message);
    }

    // Other checks may see it too, in other seeds; the one that is there for the rule must.
    private static void Finds(Func<ISaboteur> saboteur, string rule)
    {
        for (ulong seed = 1; seed < MostSeeds; seed++)
        {
            SwarmPlan plan = SwarmPlanner.Draw(seed, SwarmScenario.Standard);
            if (SwarmRun.Find(plan, saboteur)?.Problem.StartsWith(rule + ":", StringComparison.Ordinal) == true) return;
        }

        throw new InvalidOperationException($"None of {MostSeeds} seeds breaks {rule}.");
    }

    private static (SwarmPlan Plan, SimulationException Failure) Find(Func<ISaboteur> saboteur)
    {
        for (ulong seed = 1; seed < MostSeeds; seed++)
        {
            SwarmPlan plan = SwarmPlanner.Draw(seed, SwarmScenario.Standard);
            if (SwarmRun.Find(plan, saboteur) is { } failure) return (plan, failure);
        }

        throw new InvalidOperationException($"None of {MostSeeds} seeds has found it.");
    }
}
