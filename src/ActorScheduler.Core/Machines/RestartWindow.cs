namespace ActorScheduler.Machines;

/// <summary>
/// How often a failing actor is made anew before its supervisor gives up: at most <paramref name="maxRestarts"/> times
/// within any <paramref name="window"/>. Bounds restart loops as Erlang's restart intensity does.
/// </summary>
internal sealed class RestartWindow(int maxRestarts, TimeSpan window)
{
    private readonly Queue<long> _restarts = new();

    /// <summary>True when one more restart is allowed at <paramref name="now"/>; it is counted then.</summary>
    public bool TryRestart(long now)
    {
        while (_restarts.TryPeek(out long oldest) && now - oldest >= window.Ticks) _restarts.Dequeue();
        if (_restarts.Count >= maxRestarts) return false;
        _restarts.Enqueue(now);
        Ensure.That(_restarts.Count <= maxRestarts, "No more restarts are remembered than allowed.");
        return true;
    }
}
