namespace ActorScheduler.Processes;

/// <summary>
/// Finds a program as a shell does: a name with a slash is a path, any other is looked for in the folders of PATH. Done
/// by us and not by the system, so that a program which is missing can be told from a folder which is missing.
/// </summary>
internal static class ProgramLookup
{
    /// <summary>What the system itself searches when there is no PATH.</summary>
    private const string DefaultPath = "/usr/local/bin:/bin:/usr/bin";

    /// <summary>The path to execute.</summary>
    /// <param name="program">A path or a name.</param>
    /// <param name="path">The value of PATH that the child will have; null when it has none.</param>
    /// <exception cref="ProcessStartException">It is nowhere, or nowhere executable.</exception>
    public static string Find(string program, string? path)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return program;
        string? forbidden = null;
        foreach (Range range in (path ?? DefaultPath).AsSpan().Split(':'))
        {
            string folder = (path ?? DefaultPath)[range];
            string candidate = folder.Length == 0 ? "./" + program : folder + "/" + program;
            if (Libc.Access(candidate, Libc.ExecuteAllowed) == 0)
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
