using System.Text;
using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Output;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.JobLog;

/// <summary>
/// Appends a line for each ended job and hands it to the system at once, so that even kill -9 loses no more than the
/// line that is being written. A second run that uses the same log at the same time is refused.
/// </summary>
internal sealed class JobLogWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly string _name;

    private JobLogWriter(FileStream file, string name)
    {
        _file = file;
        _name = name;
    }

    /// <summary>Opens the log and, when it is to be resumed, reads it.</summary>
    /// <param name="path">The file; made when it does not exist.</param>
    /// <param name="resume">True keeps what it has; false begins it anew.</param>
    /// <param name="retryFailed">True when failed jobs of the history are to run again.</param>
    /// <param name="history">What it says of earlier runs; null when it is begun anew.</param>
    /// <exception cref="UsageException">It cannot be written, or is no job log.</exception>
    public static JobLogWriter Open(string path, bool resume, bool retryFailed, out JobLogHistory? history)
    {
        string name = OneLine.Of(path);
        FileStream? file = null;
        try
        {
            if (Directory.Exists(path)) throw new UsageException($"cannot write job log '{name}': it is a directory");

            // On Unix only this mode locks; readers such as tail do not ask for locks there.
            FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 1);
            history = file.CanSeek ? ReadHistory(file, name, resume, retryFailed) : null;
            return new JobLogWriter(file, name);
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            file?.Dispose();
            throw new UsageException($"cannot write job log '{name}': {FileProblem.Of(problem)}", problem);
        }
        catch (UsageException)
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Empties the file or cuts off a torn line, and writes the header when there is none: from here on the file is
    /// changed. Called when everything else has been found right.
    /// </summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public void Begin(JobLogHistory? history)
    {
        try
        {
            long keep = history?.WholeBytes ?? 0;
            if (_file.CanSeek)
            {
                if (_file.Length > keep) _file.SetLength(keep);     // /dev/null has no length to set
                _file.Seek(keep, SeekOrigin.Begin);
            }

            if (keep == 0) Append(JobLogLine.Header);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write job log '{_name}': {FileProblem.Of(problem)}", problem);
        }
    }

    /// <summary>Adds an ended job.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(JobResult result)
    {
        JobExit exit = result.Exit;
        Add(result.Job, exit.StartedAt ?? exit.ExitedAt, exit.ExitedAt, result.Received, result.ExitCode, result.Signal,
            result.Failed);
    }

    /// <summary>Adds a job that ended in an earlier run, which did not come to write it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(JobSpec job, KeyedJob end) => Add(
        job, end.StartedAt ?? end.EndedAt, end.EndedAt, 0, end.ExitCode ?? 0, end.Signal,
        failed: end.End != JobState.Completed);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // A log that is begun anew is emptied: what is no log of ours is somebody's file, named here by mistake.
    private static JobLogHistory? ReadHistory(FileStream file, string name, bool resume, bool retryFailed)
    {
        JobLogHistory history = JobLogHistory.Read(name, file, retryFailed);
        return resume ? history : null;
    }

    private void Add(
        JobSpec job, DateTimeOffset started, DateTimeOffset ended, long received, int exitCode, int? signal,
        bool failed)
    {
        if (signal is not null) exitCode = 0;
        else if (exitCode == 0 && failed) exitCode = -1;
        Append(JobLogLine.Format(
            job.Number, started, ended - started, received, exitCode, signal ?? 0, job.Command));
    }

    private void Append(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush();
    }
}
