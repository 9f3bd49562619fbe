namespace ActorScheduler.Conventions.Snippets;

/// <summary>What a command did.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors);
