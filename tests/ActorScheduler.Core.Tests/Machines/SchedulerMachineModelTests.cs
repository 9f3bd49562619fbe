using System.Globalization;
using ActorScheduler.Core.Tests.Machines.Model;

namespace ActorScheduler.Core.Tests.Machines;

/// <summary>
/// Random lives of a scheduler against the model. A failure says its seed; <c>MODEL_SEEDS=4711</c> in the environment runs that
/// one again, <c>MODEL_SEEDS=1000..60000</c> a longer search.
/// </summary>
public sealed class SchedulerMachineModelTests
{
    public static TheoryData<int, int> Seeds()
    {
        string[]? asked = Environment.GetEnvironmentVariable("MODEL_SEEDS")?.Split("..");
        if (asked is null) return new() { { 0, 150 }, { 150, 150 }, { 300, 100 } };
        int first = int.Parse(asked[0], CultureInfo.InvariantCulture);
        int last = int.Parse(asked[^1], CultureInfo.InvariantCulture);
        return new() { { first, last - first + 1 } };
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_machine_does_what_the_model_says_whatever_happens(int first, int count)
    {
        for (int seed = first; seed < first + count; seed++) RandomOperations.Run(seed, steps: 50 + (seed % 4 * 60));
    }
}
