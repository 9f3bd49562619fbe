using System.Globalization;

namespace ActorScheduler.Core.Tests.Machines;

/// <summary>A job without any work: the tests say how its attempts end.</summary>
internal sealed class FakeJob(JobOptions? options = null) : JobReference(options)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Sequence} ({State})");
}
