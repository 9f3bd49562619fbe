using System.Text.Json.Serialization;

namespace ActorScheduler;

/// <summary>
/// What to run, as a value: hand it to <c>Scheduler.Schedule</c> or yield it from the source of
/// <c>Scheduler.RunAllAsync</c>.
/// A job is immutable; scheduling it twice runs it twice.
/// </summary>
public abstract record Job
{
    private protected Job() { }

    /// <summary>How to treat it: name, groups, priority, delay, timeout, retries. Null means all defaults.</summary>
    [JsonIgnore]    // how to treat a job is no part of the data of a named one
    public JobOptions? Options { get; init; }

    /// <summary>A child process: the program and its arguments, run directly and not by a shell.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">Its arguments, without the program's own name.</param>
    /// <exception cref="ArgumentException">The program is empty or has a NUL character, or an argument has
    /// one.</exception>
    public static ProcessJob Process(string program, params IEnumerable<string> arguments) =>
        new(program, [.. arguments]);

    /// <summary>
    /// A child process that runs one command line with the platform's shell (<c>/bin/sh -c</c>, <c>cmd.exe /c</c>).
    /// </summary>
    /// <param name="command">The command line.</param>
    /// <exception cref="ArgumentException">The command has a NUL character.</exception>
    public static ProcessJob Shell(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return OperatingSystem.IsWindows()
            ? new ProcessJob("cmd.exe", ["/d", "/s", "/c", command])
            : new ProcessJob("/bin/sh", ["-c", "--", command]);
    }
}
