namespace ActorScheduler.Machines;

/// <summary>Whether a job that starts now or not at all can enter its groups.</summary>
internal enum GroupVerdict : byte
{
    /// <summary>It can.</summary>
    Open,

    /// <summary>One of them has no room.</summary>
    Full,

    /// <summary>A lender has to be heard first.</summary>
    Asking,
}
