using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// Goes along a job file with what earlier runs have done of it. What arrives while it is read could turn out to be
/// another job file at any line, and a file that was read before could not: so nothing that is to run is given before
/// everything has come that the earlier runs had.
/// </summary>
internal static class PlannedEntries
{
    /// <summary>Gives the entries in their order, read as they are asked for.</summary>
    /// <param name="file">The job file.</param>
    /// <param name="history">What is known of earlier runs; null when nothing is resumed or kept.</param>
    /// <exception cref="UsageException">
    /// The file has a mistake, or the earlier runs were of another one.
    /// </exception>
    public static IEnumerable<PlannedEntry> Read(JobFile file, RunHistory? history)
    {
        HistoryWalk? walk = history?.Walk(file.Name);
        long known = file.Streams ? history?.LastJob ?? 0 : 0;
        var held = new List<PlannedEntry>();
        long jobs = 0;
        foreach (JobEntry entry in file.Read())
        {
            PastOutcome past = walk?.Next(entry) ?? PastOutcome.None;
            var planned = new PlannedEntry(entry, past, walk?.Key);
            if (entry is JobSpec) jobs++;
            if (jobs < known && past == PastOutcome.None)
            {
                held.Add(planned);
                continue;
            }

            if (jobs >= known)
            {
                foreach (PlannedEntry earlier in held) yield return earlier;
                held.Clear();
            }

            yield return planned;
        }

        history?.CheckCount(jobs, file.Name);
    }
}
