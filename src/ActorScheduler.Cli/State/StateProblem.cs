namespace ActorScheduler.Cli.State;

/// <summary>Says in a few words what is wrong with a state; the caller has named the file already.</summary>
internal static class StateProblem
{
    public static string Of(StoreException problem) => problem.Error switch
    {
        StoreError.Busy => "another process is using it",
        StoreError.Full => "there is no room on the disk",
        StoreError.ReadOnly => "it may not be written",
        StoreError.Damaged => "it is damaged",
        StoreError.NewerFormat => "a newer release has written it",
        StoreError.NotAStore => "it is a file of another kind",
        StoreError.Fenced => "another process has taken it over",
        _ => OneLine.Of(problem.InnerException?.Message ?? problem.Message).TrimEnd('.'),
    };
}
