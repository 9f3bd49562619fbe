using ActorScheduler.Store;

namespace ActorScheduler.TestKit.Swarm;

/// <content>Letters: what must come of them, and of each once.</content>
internal sealed partial class DurableRecord
{
    private const string Letters = "LetterCheck: Each letter has its effect, and once.";

    private readonly Dictionary<long, JobRecord> _cancelLetters = [];

    /// <summary>A letter that cancels a job is in the inbox.</summary>
    public void CancelPosted(long row, JobRecord job) => _cancelLetters[row] = job;

    /// <summary>What is left of the letters when faults have stopped and all is quiet.</summary>
    public void CheckInbox(int left, int setAside)
    {
        if (left > 0) fail(Letters, $"{left} are still there");
        if (setAside > 0) fail(Letters, $"{setAside} were not understood");
    }

    // Before the facts of the same commit: one that was consumed before its job came had nothing to cancel.
    private void NoteConsumed(StoreCommit commit)
    {
        foreach (long row in commit.Consumed)
        {
            if (!_cancelLetters.Remove(row, out JobRecord? job) || !job.IsWritten || job.IsKeyed) continue;
            job.CancelHeardIn = Math.Min(job.CancelHeardIn, commit.Epoch);
        }
    }

    private void CheckLetter(JobRecord job, AttemptToken? token)
    {
        if (token is { } number && number.Epoch > job.CancelHeardIn)
            fail(Letters, $"{job.Name} starts in epoch {number.Epoch}, and was canceled in {job.CancelHeardIn}");
    }
}
