namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>A text that grows, and those who wait until something is in it.</summary>
internal sealed class WatchedText
{
    private readonly Lock _gate = new();
    private readonly List<(string Part, TaskCompletionSource<string> Found)> _waiting = [];
    private Func<string> _text = () => "";
    private bool _ended;

    /// <summary>The whole text, as soon as it has a part.</summary>
    public Task<string> WaitFor(string part)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((part, found));
            Look();
        }

        return found.Task;
    }

    /// <summary>It is longer now. The function is asked for the text only while somebody waits.</summary>
    public void Grow(Func<string> text)
    {
        lock (_gate)
        {
            string? read = null;
            _text = () => read ??= text();
            if (_waiting.Count > 0) Look();
        }
    }

    /// <summary>It grows no more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            Look();
        }
    }

    private void Look()
    {
        string text = _text();
        foreach ((string part, TaskCompletionSource<string> found) in _waiting)
        {
            if (text.Contains(part, StringComparison.Ordinal)) found.TrySetResult(text);
            else if (_ended) found.TrySetException(new EndOfStreamException($"'{part}' never came, but '{text}'"));
        }

        _waiting.RemoveAll(w => w.Found.Task.IsCompleted);
    }
}
