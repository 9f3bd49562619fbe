namespace ActorScheduler.TestKit.Engine;

/// <summary>Follows a simulation, on its thread.</summary>
internal interface IEngineObserver
{
    /// <summary>Something happened, in the present step.</summary>
    void Happened(in SimulationEvent e)
    {
    }

    /// <summary>An actor is about to handle a message.</summary>
    void TurnBegins(object actor, object? message)
    {
    }

    /// <summary>An actor is made to crash instead of handling a message.</summary>
    void ActorCrashes(object actor)
    {
    }

    /// <summary>Nothing can run at this moment.</summary>
    void AllWaits()
    {
    }

    /// <summary>A step has ended.</summary>
    void StepEnded()
    {
    }

    /// <summary>Names what has begun and not ended, when nothing can go on; null when it knows of nothing.</summary>
    string? DescribeUnfinished() => null;
}
