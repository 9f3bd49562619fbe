using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ActorScheduler.Processes;

/// <summary>
/// Children by System.Diagnostics.Process, for Windows, macOS and Linux sandboxes without pidfd. What those do not
/// give: there are no process groups, so TERM goes to the child alone (Windows has no TERM: it is killed), KILL to the
/// descendants that can still be traced, and nobody is known to have leaked; death by signal n shows as exit code 128 +
/// n; a waiting pump may hold a thread of the pool; output to a file goes through this process; no descriptors are
/// passed on; settings of Linux mean nothing. Thread-safe.
/// </summary>
internal sealed class PortableLauncher(ProcessSettings settings, Action<string, Exception> reportFailure)
    : IProcessLauncher
{
    private volatile bool _disposed;

    public void KillLeftBehind()
    {
        // A child that has ended leaves no trace here of what it had started.
    }

    public Task<LostProcesses> StopLostAsync(IReadOnlyList<LostAttempt> lost, CancellationToken giveUp) =>
        PortableHunt.RunAsync(lost, giveUp);

    public void Start(ProcessStartSpec spec, IChildObserver observer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ProcessJob job = spec.Job;
        ProcessStartInfo info = NewInfo(spec);
        PortableStreams streams = PortableStreams.Open(job, settings.TemporaryDirectory);
        var process = new Process { StartInfo = info };
        try
        {
            if (job.WorkingDirectory is { } folder && !Directory.Exists(folder)) throw FolderNotFound(folder, null);
            process.Start();
        }
        catch (Exception e)
        {
            process.Dispose();
            streams.Dispose();
            if (e is Win32Exception fault) throw Explain(fault, job, info);
            throw;
        }

        new PortableChild(process, streams, observer, reportFailure)
        {
            Identity = spec.Mark is null ? null : PortableHunt.Identify(process),
        }.Announce();
    }

    public void Dispose() => _disposed = true;

    private static ProcessStartInfo NewInfo(ProcessStartSpec spec)
    {
        ProcessJob job = spec.Job;
        var info = new ProcessStartInfo(job.Program, job.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = job.WorkingDirectory ?? "",
            RedirectStandardInput = job.Input is not ProcessInput.InheritInput,
            RedirectStandardOutput = job.Output is not ProcessOutput.InheritOutput,
            RedirectStandardError = job.Error is not ProcessOutput.InheritOutput,
        };
        Apply(spec.ExtraEnvironment, info);
        Apply(job.Environment, info);
        foreach ((string name, string? value) in spec.Mark?.Variables ?? []) info.Environment[name] = value;
        return info;
    }

    private static void Apply(IReadOnlyDictionary<string, string?>? changes, ProcessStartInfo info)
    {
        if (changes is null) return;
        foreach ((string name, string? value) in changes)
        {
            if (value is null) info.Environment.Remove(name);
            else info.Environment[name] = value;
        }
    }

    private static ProcessStartException FolderNotFound(string folder, Exception? inner) => new(
        ProcessStartError.DirectoryNotFound,
        $"The working directory '{folder}' does not exist or may not be entered.",
        folder,
        inner);

    private static ProcessStartException Explain(Win32Exception fault, ProcessJob job, ProcessStartInfo info)
    {
        ProcessStartError error =
            OperatingSystem.IsWindows() ? OfWindows(fault.NativeErrorCode) : OfUnix(fault.NativeErrorCode);
        return error switch
        {
            ProcessStartError.DirectoryNotFound => FolderNotFound(job.WorkingDirectory ?? "", fault),
            ProcessStartError.TooLarge => TooLarge(job, info, fault),
            ProcessStartError.ProgramNotFound =>
                new(error, $"The program '{job.Program}' was not found.", job.Program, fault),
            _ =>
                new(error,
                $"'{job.Program}' could not be started: {new Win32Exception(fault.NativeErrorCode).Message}.",
                job.Program, fault),
        };
    }

    private static ProcessStartException TooLarge(ProcessJob job, ProcessStartInfo info, Win32Exception fault)
    {
        (string? largest, string? value) = info.Environment.MaxBy(pair => pair.Key.Length + (pair.Value?.Length ?? 0));
        int bytes = Encoding.UTF8.GetByteCount(largest ?? "") + Encoding.UTF8.GetByteCount(value ?? "") + 2;
        return new ProcessStartException(
            ProcessStartError.TooLarge,
            $"Arguments and environment of '{job.Program}' are larger than the system takes. "
            + $"The largest variable is {largest} "
            + $"with {bytes} bytes.",
            largest,
            fault);
    }

    // ERROR_FILE_NOT_FOUND and PATH_NOT_FOUND, ACCESS_DENIED and BAD_EXE_FORMAT, NOT_ENOUGH_MEMORY,
    // FILENAME_EXCED_RANGE, DIRECTORY.
    private static ProcessStartError OfWindows(int error) => error switch
    {
        2 or 3 => ProcessStartError.ProgramNotFound,
        5 or 193 => ProcessStartError.NotExecutable,
        8 or 1455 => ProcessStartError.NoResources,
        206 or 87 => ProcessStartError.TooLarge,
        267 => ProcessStartError.DirectoryNotFound,
        _ => ProcessStartError.Other,
    };

    // The numbers below 35 are the same on macOS and Linux, but for EAGAIN.
    private static ProcessStartError OfUnix(int error) => error switch
    {
        Libc.ENOENT or Libc.ENOTDIR => ProcessStartError.ProgramNotFound,
        Libc.E2BIG => ProcessStartError.TooLarge,
        Libc.EACCES or Libc.EPERM or Libc.ENOEXEC => ProcessStartError.NotExecutable,
        Libc.EAGAIN or 35 or Libc.ENOMEM or Libc.EMFILE or Libc.ENFILE => ProcessStartError.NoResources,
        _ => ProcessStartError.Other,
    };
}
