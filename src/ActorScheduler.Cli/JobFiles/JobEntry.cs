namespace ActorScheduler.Cli.JobFiles;

/// <summary>One entry of a job file: a <see cref="JobSpec"/> or a <see cref="BarrierEntry"/>.</summary>
internal abstract class JobEntry;
