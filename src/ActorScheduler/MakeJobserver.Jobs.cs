using ActorScheduler.Jobserver;

namespace ActorScheduler;

/// <content>Serving a jobserver, and changing its number of jobs.</content>
public sealed partial class MakeJobserver
{
    private int? _jobs;     // null as a client
    private int _surplus;   // tokens that are out and go when they come back

    /// <summary>True when we serve it, false when we are a client of an outer make's.</summary>
    public bool IsServer => _jobs is not null;

    /// <summary>
    /// Serves a jobserver: this process and all children that are given <see cref="MakeFlags"/> run that many jobs at
    /// once in all.
    /// </summary>
    /// <param name="jobs">
    /// How many, from 1 to <see cref="MostJobs"/>. One is ours, so there are that many less one tokens.
    /// </param>
    /// <param name="style">How children reach it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of jobs or the style is out of range.</exception>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    /// <exception cref="IOException">The pipe cannot be made.</exception>
    public static MakeJobserver Create(int jobs, MakeJobserverStyle style = MakeJobserverStyle.Pipe)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jobs, MostJobs);
        if (!Enum.IsDefined(style))
            throw new ArgumentOutOfRangeException(nameof(style), style, "There is no such style.");
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("make's jobserver is served on Linux only.");

        (TokenPipe pipe, string auth) = ServedPipe.Create(jobs - 1, style);
        ChildOffer offer = ChildOffer.Serve(pipe, jobs, auth);
        return new MakeJobserver(pipe, ChildOffer.Flags(jobs, auth), offer) { _jobs = jobs };
    }

    /// <summary>
    /// Changes how many jobs run at once in all, as the server. More become possible at once; when it is fewer, the
    /// tokens in excess are taken out as their jobs end, ours and those of others. <see cref="MakeFlags"/> stays as it
    /// is: who has a jobserver does not look at its number.
    /// </summary>
    /// <param name="jobs">How many, from 1 to <see cref="MostJobs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of jobs is out of range.</exception>
    /// <exception cref="InvalidOperationException">We are a client: the number is the outer make's.</exception>
    /// <exception cref="ObjectDisposedException">The jobserver is disposed.</exception>
    public void SetJobs(int jobs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jobs, MostJobs);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_jobs is not { } before)
                throw new InvalidOperationException("The number of jobs is the outer make's, whose client this is.");
            _jobs = jobs;
            if (_brokenReason is not null) return;
            if (jobs > before) Add(jobs - before);
            else Remove(before - jobs);
        }
    }

    /// <summary>Under the lock. Tokens that were to go stay, before new ones are made.</summary>
    private void Add(int tokens)
    {
        int kept = Math.Min(tokens, _surplus);
        _surplus -= kept;
        for (int token = kept; token < tokens; token++)
        {
            if (_pipe.Add(ServedPipe.FreshToken) is not { } problem) continue;
            Break(problem);
            return;
        }

        Serve();
    }

    /// <summary>Under the lock.</summary>
    private void Remove(int tokens)
    {
        _surplus += tokens;
        // What others have comes back through the pipe, which is watched for it.
        if (Withdraw()) Serve();
        else _poller.Wake();
    }

    /// <summary>Under the lock: takes out what is there of the surplus; true when no more is to go.</summary>
    private bool Withdraw()
    {
        while (_surplus > 0 && _brokenReason is null)
        {
            switch (_pipe.TryTake(out _, out string? problem))
            {
                case TakeResult.Taken:
                    _pipe.Forget();
                    _surplus--;
                    break;
                case TakeResult.Broken:
                    _brokenReason = problem;
                    return true;
                default:
                    return false;
            }
        }

        return true;
    }
}
