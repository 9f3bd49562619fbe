using System.Diagnostics;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>The tool <c>actorscheduler</c>, as it was built beside these tests.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task<CommandResult> RunAsync(params IEnumerable<string> arguments)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "ActorScheduler.Cli.dll");
        return Command.RunAsync(new ProcessStartInfo("dotnet", [assembly, .. arguments]), Patience);
    }
}
