using System.Text;
using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Run;

namespace ActorScheduler.Cli.JobLog;

/// <summary>
/// What a job log says about earlier runs of the same job file. Holds a few bytes a job, not the commands.
/// </summary>
internal sealed class JobLogHistory : RunHistory
{
    private readonly Dictionary<long, Past> _jobs = [];
    private readonly string _file;
    private readonly bool _retryFailed;
    private long _lastJob;

    private JobLogHistory(string file, bool retryFailed)
    {
        _file = file;
        _retryFailed = retryFailed;
    }

    /// <summary>
    /// How many bytes of the log are whole lines; what follows is a line that was torn when the tool was killed.
    /// </summary>
    public long WholeBytes { get; private set; }

    /// <inheritdoc/>
    public override long LastJob => _lastJob;

    /// <summary>Reads a log without touching it; null when there is none.</summary>
    /// <exception cref="UsageException">It cannot be read, or is no job log.</exception>
    public static JobLogHistory? Load(string path, bool retryFailed)
    {
        string name = OneLine.Of(path);
        try
        {
            if (!File.Exists(path)) return null;
            using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Read(name, log, retryFailed);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read job log '{name}': {FileProblem.Of(problem)}", problem);
        }
    }

    /// <summary>Reads a log from its beginning.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="log">Its bytes.</param>
    /// <param name="retryFailed">True when failed jobs are to run again.</param>
    /// <exception cref="UsageException">It is no job log.</exception>
    public static JobLogHistory Read(string file, Stream log, bool retryFailed)
    {
        var history = new JobLogHistory(file, retryFailed);
        long length = log.Length;
        var lines = new LineReader(log);
        while (lines.MoveNext())
        {
            // A line that the file ends without ending is torn, however whole it looks.
            if (lines.Consumed == length && !lines.HasEnd) break;
            history.Add(lines);
            history.WholeBytes = lines.Consumed;
        }

        return history;
    }

    /// <summary>What is to be done with a job of the job file.</summary>
    /// <exception cref="UsageException">The log has another command under its number.</exception>
    public PastOutcome Find(JobSpec job, string jobFile)
    {
        if (!_jobs.TryGetValue(job.Number, out Past past)) return PastOutcome.None;
        if (past.Command != Hash(job.Command))
        {
            string place = $"job {job.Number} of {jobFile}:{job.Line}";
            throw Another(past.Line, $"is not {place}, '{OneLine.Of(job.Command, OneLine.CommandLength)}'");
        }

        if (!past.Failed) return PastOutcome.Succeeded;
        return _retryFailed ? PastOutcome.None : PastOutcome.Failed;
    }

    /// <summary>True when its last line about a job says this of it.</summary>
    public bool Has(long job, PastOutcome outcome) =>
        _jobs.TryGetValue(job, out Past past) && past.Failed == (outcome == PastOutcome.Failed);

    /// <inheritdoc/>
    public override HistoryWalk Walk(string jobFile) => new JobLogWalk(this, jobFile);

    private protected override UsageException TooMany(long jobs, string jobFile) =>
        Another(_jobs[_lastJob].Line, $"is job {_lastJob}, and {jobFile} has {jobs}");

    private UsageException Another(long line, string difference) =>
        new($"the job log '{_file}' is of another job file: its line {line} {difference}");

    private void Add(LineReader lines)
    {
        ReadOnlySpan<byte> line = lines.Current;
        if (lines.Number == 1)
        {
            if (!line.SequenceEqual(Encoding.UTF8.GetBytes(JobLogLine.Header)))
                throw new UsageException($"'{_file}' is no job log: its first line is not the header of one");
            return;
        }

        if (lines.TooLong || !JobLogLine.TryParse(line, out long number, out bool failed, out string command))
            throw new UsageException($"'{_file}' is no job log: line {lines.Number} has not its columns");
        _jobs[number] = new Past(Hash(command), lines.Number, failed);      // the last line about a job counts
        _lastJob = Math.Max(_lastJob, number);
    }

    // FNV-1a: the same in every process, and two commands under one number that share it are no accident.
    private static ulong Hash(string command)
    {
        const ulong Basis = 14695981039346656037;
        const ulong Prime = 1099511628211;
        ulong hash = Basis;
        foreach (char c in JobLogLine.Escape(command)) hash = (hash ^ c) * Prime;
        return hash;
    }

    private readonly record struct Past(ulong Command, long Line, bool Failed);
}
