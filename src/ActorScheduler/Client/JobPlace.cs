namespace ActorScheduler.Client;

/// <summary>Where in a store a job is found.</summary>
internal enum JobPlace : byte
{
    /// <summary>Nowhere.</summary>
    Unknown,

    /// <summary>In a letter that its scheduler has not read.</summary>
    InLetter,

    /// <summary>In a letter that its scheduler could not understand.</summary>
    Refused,

    /// <summary>Among the jobs that have not ended.</summary>
    Live,

    /// <summary>Among those that were set aside: their process died too often.</summary>
    Quarantined,

    /// <summary>Among the exits that are kept.</summary>
    Ended,
}
