using System.Reflection;
using System.Text;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Run;
using ActorScheduler.Cli.Simulate;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Machines;

namespace ActorScheduler.Cli;

/// <summary>The tool itself: finds the command, and says in one line what is wrong with it.</summary>
internal static class CommandLine
{
    private static readonly string[] Known = ["run", "simulate", .. StoreVerbs.Names, "help", "--help", "--version"];

    /// <summary>Runs the tool and gives its exit status.</summary>
    /// <remarks>
    /// On the program's first thread, which waits where there is something to wait for: each asynchronous method on the
    /// way would be compiled in every run.
    /// </remarks>
    public static int Run(string[] arguments)
    {
        try
        {
            return Begin(arguments);
        }
        catch (UsageException problem)
        {
            ErrorLine.Tell(problem.Message);
            return ExitCodes.Usage;
        }
        catch (OutputClosedException)
        {
            return ExitCodes.OutputClosed;
        }
        catch (IOException problem)
        {
            ErrorLine.Tell("cannot write standard output: " + problem.Message);
            return ExitCodes.JobsFailed;
        }
    }

    // What the system did not give, told like any mistake and not as a fault of the tool.
    private static int Begin(string[] arguments)
    {
        try
        {
            FileSizeSignal.Take();
            return Dispatch(arguments);
        }
        catch (FileNotFoundException) when (!Directory.Exists("."))
        {
            throw new UsageException("the working directory is not there any more");
        }
        catch (Exception e) when (Shortage.Of(e) is { } shortage)
        {
            ErrorLine.Tell("the system has no room for it: " + shortage);
            return ExitCodes.JobsFailed;
        }
    }

    private static int Dispatch(string[] arguments)
    {
        switch (arguments.Length == 0 ? "" : arguments[0])
        {
            case "run": return RunJobs(arguments);
            case "simulate":
                SimulateOptions simulate = SimulateOptionsParser.Parse(arguments, start: 1);
                if (simulate.Help) return Print(HelpText.Simulate);
                if (simulate.Version) return Print(Version());
                return SimulateCommand.RunAsync(simulate, TimeProvider.System).GetAwaiter().GetResult();
            case var verb when Array.IndexOf(StoreVerbs.Names, verb) >= 0:
                return StoreVerbs.RunAsync(arguments, Print, Version()).GetAwaiter().GetResult();
            case "--help" or "-h" or "help": return Help(arguments);
            case "--version": return Print(Version());
            case "": throw new UsageException("a command is missing; see actorscheduler --help");
            case var other:
                string kind = other.StartsWith('-') ? "option" : "command";
                string? near = DidYouMean.Nearest(other, Known);
                string hint = near is null ? "see actorscheduler --help" : $"did you mean {near}?";
                throw new UsageException($"unknown {kind} '{OneLine.Of(other)}'; {hint}");
        }
    }

    private static int RunJobs(string[] arguments)
    {
        using var signals = new LimitSignals();     // first of all: those that come now would end the tool
        RunOptions options = RunOptionsParser.Parse(arguments, start: 1);
        if (options.Help) return Print(HelpText.Run);
        if (options.Version) return Print(Version());
        return RunCommand.Run(options, signals, TimeProvider.System);
    }

    private static int Help(string[] arguments) => arguments switch
    {
        [_] or [_, "help" or "--help" or "-h"] => Print(HelpText.Tool),
        [_, var command] => Dispatch([command, "--help"]),
        _ => throw new UsageException($"help takes one command: '{OneLine.Of(arguments[2])}' is one too many"),
    };

    private static string Version()
    {
        var version = typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return $"actorscheduler {version?.InformationalVersion.Split('+')[0]}";
    }

    private static int Print(string text)
    {
        using Stream output = StandardStream.OpenOutput();
        output.Write(Encoding.UTF8.GetBytes(text + "\n"));
        return ExitCodes.Success;
    }
}
