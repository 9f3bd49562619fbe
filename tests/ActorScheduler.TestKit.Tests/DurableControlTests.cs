using ActorScheduler.TestKit.Engine;
using ActorScheduler.TestKit.Swarm;
using Xunit.Abstractions;

namespace ActorScheduler.TestKit.Tests;

/// <summary>The rules of durable work are broken on purpose, and what the jobs themselves did must show it.</summary>
public sealed class DurableControlTests(ITestOutputHelper output)
{
    private const ulong MostSeeds = 10_000;

    [Fact]
    public void An_acknowledgement_before_the_commit_is_found() =>
        Finds(() => new DurableSaboteurs.AcknowledgesBeforeCommit(), "LostCheck");

    [Fact]
    public void An_end_that_is_told_before_the_commit_is_found() =>
        Finds(() => new DurableSaboteurs.AcknowledgesBeforeCommit(), "SequelCheck");

    [Fact]
    public void Effects_that_come_with_another_commit_are_found() =>
        Finds(() => new DurableSaboteurs.MixesCommitsUp());

    [Fact]
    public void A_refusal_of_what_was_written_is_found() => Finds(() => new DurableSaboteurs.TakesAllForUnwritten());

    [Fact]
    public void A_commit_that_is_taken_twice_is_found() => Finds(() => new DurableSaboteurs.NoPositionCheck());

    [Fact]
    public void An_owner_that_is_none_any_more_is_found() => Finds(() => new DurableSaboteurs.NoFence());

    [Fact]
    public void A_barrier_that_is_forgotten_by_recovery_is_found() =>
        Finds(() => new DurableSaboteurs.NoBarriersInRecovery(), "BarrierRecordCheck");

    [Fact]
    public void Attempts_that_are_forgotten_by_recovery_are_found() =>
        Finds(() => new DurableSaboteurs.NoAttemptsInRecovery(), "AttemptCheck");

    [Fact]
    public void A_job_that_is_forgotten_by_recovery_is_found() =>
        Finds(() => new DurableSaboteurs.ForgetsAJob(), "LostCheck");

    [Fact]
    public void A_barrier_that_does_not_count_shows_in_what_jobs_do() =>
        Finds(() => new DurableSaboteurs.Unseen(new Saboteurs.NoBarrierCount()), "BarrierRecordCheck");

    [Fact]
    public void A_group_without_a_limit_shows_in_what_jobs_do() =>
        Finds(() => new DurableSaboteurs.Unseen(new Saboteurs.NoGroupCheck()), "LimitRecordCheck");

    [Fact]
    public void Processes_of_earlier_lives_that_run_on_are_found() =>
        Finds(() => new DurableSaboteurs.LeavesProcesses(), "ProcessCheck");

    [Fact]
    public void A_key_that_is_forgotten_is_found() => Finds(() => new DurableSaboteurs.ForgetsKeys());

    [Fact]
    public void A_fire_time_that_is_decided_twice_is_found() =>
        Finds(() => new DurableSaboteurs.ForgetsFireTimes(), "FireTimeCheck");

    [Fact]
    public void A_letter_that_is_consumed_before_its_effect_is_written_is_found() =>
        Finds(() => new DurableSaboteurs.ConsumesEarly(), "LostCheck");

    [Fact]
    public void An_acknowledgement_before_the_commit_is_found_by_each_commit_in_turn()
    {
        for (ulong seed = 1; seed < MostSeeds; seed++)
        {
            SwarmPlan plan = SwarmPlanner.Draw(seed, SwarmScenario.Find("commits")!);
            if (SwarmRun.Find(plan, () => new DurableSaboteurs.AcknowledgesBeforeCommit()) is not { } failure) continue;
            output.WriteLine($"seed {seed}: {failure.Problem}");
            return;
        }

        throw new InvalidOperationException($"None of {MostSeeds} seeds has found it.");
    }

    // A rule that is null may be any: the first that is broken shows it.
    private void Finds(Func<ISaboteur> saboteur, string? rule = null)
    {
        for (ulong seed = 1; seed < MostSeeds; seed++)
        {
            SwarmPlan plan = SwarmPlanner.Draw(seed, SwarmScenario.Find("durable")!);
            if (SwarmRun.Find(plan, saboteur) is not { } failure) continue;
            if (rule is not null && !failure.Problem.StartsWith(rule + ":", StringComparison.Ordinal)) continue;
            output.WriteLine($"seed {seed}: {failure.Problem}");
            return;
        }

        throw new InvalidOperationException($"None of {MostSeeds} seeds breaks {rule ?? "a rule"}.");
    }
}
