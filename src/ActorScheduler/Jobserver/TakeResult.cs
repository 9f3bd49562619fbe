namespace ActorScheduler.Jobserver;

/// <summary>What came of trying to take a token out of the pipe.</summary>
internal enum TakeResult
{
    /// <summary>One was taken.</summary>
    Taken,

    /// <summary>None is there now.</summary>
    Empty,

    /// <summary>None will ever come: the pipe has ended or failed.</summary>
    Broken,
}
