
namespace ActorScheduler.Processes;

/// <summary>
/// Finds a program as a shell does: a name with a slash is a path, any other is looked for in the folders of PATH. Done
/// by us and not by the system, so that a program which is missing can be told from a folder which is missing. As
/// shells do, it remembers where a program was found while it stays there. Thread-safe.
/// </summary>
internal sealed class ProgramLookup
{
    /// <summary>More names than scripts use; beyond it all are looked for anew.</summary>
    private const int MaxRemembered = 256;

    /// <summary>What the system itself searches when there is no PATH.</summary>
    private const string DefaultPath = "/usr/local/bin:/bin:/usr/bin";

    private readonly Lock _gate = new();

    // By PATH and name, with a zero byte between them, which neither can have.
    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);

    /// <summary>The path to execute.</summary>
    /// <param name="program">A path or a name.</param>
    /// <param name="path">The value of PATH that the child will have; null when it has none.</param>
    /// <exception cref="ProcessStartException">It is nowhere, or nowhere executable.</exception>
    public string Find(string program, string? path)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return program;
        string key = (path ?? "\0") + "\0" + program;
        if (Remembered(key) is { } known && IsExecutable(known)) return known;
        string found = Search(program, path);
        lock (_gate)
        {
            if (_found.Count >= MaxRemembered) _found.Clear();
            _found[key] = found;
        }

        return found;
    }

    private string? Remembered(string key)
    {
        lock (_gate) return _found.GetValueOrDefault(key);
    }

    private static bool IsExecutable(string path) => Libc.Access(path, Libc.ExecuteAllowed) == 0;

    private static string Search(string program, string? path)
    {
        string? forbidden = null;
        foreach (Range range in (path ?? DefaultPath).AsSpan().Split(':'))
        {
            string folder = (path ?? DefaultPath)[range];
            string candidate = folder.Length == 0 ? "./" + program : folder + "/" + program;
            if (IsExecutable(candidate))
            {
                if (!Directory.Exists(candidate)) return candidate;
            }
            else if (Libc.LastError == Libc.EACCES)
            {
                forbidden ??= candidate;
            }
        }

        throw forbidden is not null
            ? new ProcessStartException(ProcessStartError.NotExecutable,
                $"The program '{forbidden}' may not be executed.", forbidden)
            : new ProcessStartException(
                ProcessStartError.ProgramNotFound,
                $"The program '{program}' was not found in the folders of PATH.",
                program);
    }
}
