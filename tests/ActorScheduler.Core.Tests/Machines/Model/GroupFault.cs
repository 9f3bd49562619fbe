namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>Something wrong between the group limits and their model, to show that the model notices.</summary>
internal enum GroupFault
{
    None,

    /// <summary>Each limit is told one too high.</summary>
    LimitUntold,

    /// <summary>Nobody is told that a job has left.</summary>
    ExitUntold,

    /// <summary>The groups go by other priorities.</summary>
    PriorityUntold,

    /// <summary>The model allows no overtaking at all.</summary>
    PassesForbidden,
}
