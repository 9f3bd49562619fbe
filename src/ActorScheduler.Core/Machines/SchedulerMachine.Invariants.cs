namespace ActorScheduler.Machines;

/// <content>The whole state against its rules, for tests and simulations: looks at every job.</content>
internal sealed partial class SchedulerMachine
{
    /// <summary>Throws when the state breaks a rule.</summary>
    public void AssertInvariants()
    {
        List<JobReference> waiting = WaitingJobs();
        Ensure.That(waiting.Count == Waiting + _door.Count + Undecided,
            "Every waiting job stands in one place, and no other does.");
        Ensure.That(waiting.Distinct().Count() == waiting.Count, "No job stands in two places.");
        Ensure.That(waiting.TrueForAll(j => !JobLifecycle.IsFinal(j.CurrentState)), "No ended job waits.");
        Ensure.That(waiting.Count + _running.Count + _runs.Count + _inline == _epochs.Outstanding,
            "Whatever has not ended counts in an epoch.");
        Ensure.That(!_useTokens || _tokens <= Math.Max(_running.Count, 0), "No token is kept that no job runs on.");
        Ensure.That(!IsClosed || Waiting == 0, "Nothing waits behind a closed door.");
        var inside = new Dictionary<GroupKey, int>();
        for (JobReference? job = _running.First; job is not null; job = job.Next)
        {
            Ensure.That(job.CurrentState is JobState.Running or JobState.Canceling,
                "What is in the running list runs.");
            Ensure.That(job.Segment!.Epoch == _epochs.Current, "Nothing runs before the barrier in front of it falls.");
            foreach (GroupKey key in job.Settings.Groups) inside[key] = inside.GetValueOrDefault(key) + 1;
        }

        foreach (JobGroup group in _groups.All())
        {
            Ensure.That(group.Held == inside.GetValueOrDefault(group.Key), "A group counts its running jobs.");
            Ensure.That(group.Woken == waiting.Count(j => j.Ticket?.WokenBy == group),
                "A promise is to somebody who waits.");
            Ensure.That(!_groups.Sleeps(group), "Nobody stands in line where there is room for him.");
        }
    }
}
