namespace ActorScheduler.Store;

/// <summary>How a job has ended, kept for those who ask later.</summary>
/// <param name="Job">The job.</param>
/// <param name="Segment">The segment of its journal's exits that it is in; segments are dropped whole.</param>
/// <param name="IsKeyed">True when its id is that of a key, which must not be taken anew while it is kept.</param>
/// <param name="Content">The exit, in the form of <c>ExitRecord</c> in facts.proto.</param>
internal sealed record KeptExit(JobId Job, long Segment, bool IsKeyed, ReadOnlyMemory<byte> Content);
