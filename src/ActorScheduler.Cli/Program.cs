return ActorScheduler.Cli.CommandLine.Run(args);
