using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

/// <summary>A run without a source: the tests say what it gives.</summary>
internal sealed class FakeRun : SourceRun;
