using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>
/// Makes a plan that breaks a rule smaller while it breaks the same rule: first without whole kinds of faults, then
/// with ever fewer steps.
/// </summary>
/// <param name="saboteur">What breaks the rule on purpose, in tests of the checks.</param>
internal sealed class Shrinker(Func<ISaboteur>? saboteur = null)
{
    /// <summary>Runs that one failure is worth: a plan of 40 steps needs fewer.</summary>
    public const int MostRuns = 500;

    private int _runs;

    /// <summary>The smallest plan that was found, and how it fails.</summary>
    public (SwarmPlan Plan, SimulationException Failure) Shrink(SwarmPlan plan, SimulationException failure)
    {
        _runs = 0;
        (SwarmPlan Plan, SimulationException Failure) best = (plan, failure);
        for (SwarmFault fault = SwarmFault.Failures; fault <= SwarmFault.Nodes; fault = (SwarmFault)((int)fault * 2))
        {
            if ((best.Plan.Faults & fault) == 0) continue;
            SwarmPlan smaller = SwarmPlanner.Draw(plan.Seed, plan.Scenario, best.Plan.Without | fault);
            if (plan.Kept is { } kept) smaller = smaller.Keep(kept);
            Try(ref best, smaller);
        }

        for (int piece = best.Plan.Steps.Count; piece > 0; piece /= 2) TryWithoutPieces(ref best, piece);
        TryWithoutPieces(ref best, 1);
        return best;
    }

    private void TryWithoutPieces(ref (SwarmPlan Plan, SimulationException Failure) best, int piece)
    {
        for (int at = 0; at < best.Plan.Steps.Count;)
        {
            int[] left =
                [.. best.Plan.Steps.Where((_, index) => index < at || index >= at + piece).Select(step => step.Id)];
            if (!Try(ref best, best.Plan.Keep(left))) at += piece;
        }
    }

    private bool Try(ref (SwarmPlan Plan, SimulationException Failure) best, SwarmPlan plan)
    {
        if (_runs >= MostRuns) return false;
        _runs++;
        if (SwarmRun.Find(plan, saboteur) is not { } failure || RuleOf(failure) != RuleOf(best.Failure)) return false;
        best = (plan, failure);
        return true;
    }

    private static string RuleOf(SimulationException failure)
    {
        int end = failure.Problem.IndexOf(':', StringComparison.Ordinal);
        return end < 0 ? failure.Problem[..Math.Min(40, failure.Problem.Length)] : failure.Problem[..end];
    }
}
