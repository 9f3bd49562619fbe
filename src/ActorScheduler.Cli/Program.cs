return await ActorScheduler.Cli.CommandLine.RunAsync(args).ConfigureAwait(false);
