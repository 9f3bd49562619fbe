using System.ComponentModel;
using System.Text;

namespace ActorScheduler.Processes;

/// <summary>
/// Finds out what an error number of the system was about, after the fact, so that a good start costs nothing.
/// </summary>
internal static class StartFailure
{
    public static ProcessStartException Explain(int error, string path, ProcessJob job, EnvironmentBlock environment)
    {
        var inner = new Win32Exception(error);
        return error switch
        {
            Libc.E2BIG => TooLarge(job, environment, inner),
            _ when IsShortage(error) => NoResources(job.Program, inner),
            _ when FolderFault(job.WorkingDirectory) is { } sentence =>
                new ProcessStartException(ProcessStartError.DirectoryNotFound, sentence, job.WorkingDirectory, inner),
            Libc.ENOENT or Libc.ENOTDIR or Libc.ELOOP => NotFound(path, job, inner),
            Libc.EACCES or Libc.EPERM or Libc.ENOEXEC or Libc.ELIBBAD or Libc.ETXTBSY => NotExecutable(path, inner),
            _ => new ProcessStartException(ProcessStartError.Other, $"'{path}' could not be started: {inner.Message}.",
                path, inner),
        };
    }

    /// <summary>True of an error that may be none a moment later: something is used up.</summary>
    public static bool IsShortage(int error) => error is Libc.EAGAIN or Libc.ENOMEM or Libc.EMFILE or Libc.ENFILE;

    public static ProcessStartException NoResources(string program, Exception inner) => new(
        ProcessStartError.NoResources,
        $"The system has no room to start '{program}': {inner.Message}.",
        program,
        inner);

    /// <summary>What is told when nothing can be started for want of something; null when it is not for that.</summary>
    public static ProcessStartException? NoResources(Exception fault)
    {
        bool isShort = fault switch
        {
            Win32Exception e => IsShortage(e.NativeErrorCode),
            IOException e => IsShortage(e.HResult),
            OutOfMemoryException => true,       // also a thread that cannot be made
            _ => false,
        };
        return !isShort ? null : new ProcessStartException(
            ProcessStartError.NoResources,
            $"The system has no room to start processes: {fault.Message.TrimEnd('.')}.",
            path: null,
            fault);
    }

    private static string? FolderFault(string? folder)
    {
        if (folder is null) return null;
        if (!Directory.Exists(folder)) return $"The working directory '{folder}' does not exist.";
        return Libc.Access(folder, Libc.ExecuteAllowed) == 0
            ? null
            : $"The working directory '{folder}' may not be entered.";
    }

    private static ProcessStartException NotFound(string path, ProcessJob job, Exception inner)
    {
        string full = Path.Combine(job.WorkingDirectory ?? "", path);
        return File.Exists(full)
            ? new ProcessStartException(ProcessStartError.NotExecutable, $"The interpreter of '{path}' was not found.",
                path, inner)
            : new ProcessStartException(ProcessStartError.ProgramNotFound, $"The program '{path}' was not found.",
                path, inner);
    }

    private static ProcessStartException NotExecutable(string path, Exception inner) => new(
        ProcessStartError.NotExecutable,
        $"The program '{path}' may not be executed, or is no program: {inner.Message}.",
        path,
        inner);

    private static ProcessStartException TooLarge(ProcessJob job, EnvironmentBlock environment, Exception inner)
    {
        (string variable, int bytes) = environment.FindLargest();
        int longest = job.Arguments.Count == 0 ? 0 : job.Arguments.Max(Encoding.UTF8.GetByteCount);
        long arguments = job.Arguments.Sum(argument => Encoding.UTF8.GetByteCount(argument) + 1L);
        return new ProcessStartException(
            ProcessStartError.TooLarge,
            $"Arguments and environment of '{job.Program}' are larger than the system takes. "
            + $"The largest variable is {variable} "
            + $"with {bytes} bytes; the arguments have {arguments} bytes, the longest of them {longest}.",
            variable,
            inner);
    }
}
