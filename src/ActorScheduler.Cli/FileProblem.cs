namespace ActorScheduler.Cli;

/// <summary>Says in a few words why a file could not be used; the caller has named the file already.</summary>
internal static class FileProblem
{
    public static string Of(Exception problem) => problem switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the name is too long",
        _ => OneLine.Of(problem.Message),
    };
}
