using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorScheduler.Conventions;

/// <summary>
/// The library's own work runs where its host says, so that a simulation reaches all of it: tasks are awaited by
/// <c>On(host)</c>, and nothing is queued to the thread pool past the host.
/// </summary>
internal static class HostRules
{
    private static readonly string[] Names =
    [
        "RunContinuationsAsynchronously", "ThreadPool.UnsafeQueueUserWorkItem", "ThreadPool.QueueUserWorkItem",
        "Task.Run", "Task.Yield",
    ];

    /// <summary>Places that are a host, or the edge to the machine, which a simulation replaces.</summary>
    private static readonly string[] Edges =
    [
        "src/ActorScheduler/Runtime/", "src/ActorScheduler/Jobserver/", "src/ActorScheduler/Processes/",
        "src/ActorScheduler/MakeJobserver.cs", "src/ActorScheduler/Actors/PendingReader.cs",
        "src/ActorScheduler/Client/",       // another process than the scheduler's: there is no host
    ];

    public static IEnumerable<string> Breaches(SourceFile file)
    {
        if (!file.Path.StartsWith("src/ActorScheduler/", StringComparison.Ordinal)) return [];
        if (Edges.Any(edge => file.Path.StartsWith(edge, StringComparison.Ordinal))) return [];
        return
            from access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            let text = access.ToString()
            where Names.Any(name => text == name || text.EndsWith("." + name, StringComparison.Ordinal))
            select $"{file.Path}:{file.LineOf(access)}: {text}; use the host: await task.On(host), or Host.Execute";
    }
}
