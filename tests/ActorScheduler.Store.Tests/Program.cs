using ActorScheduler.Store.Tests.Durable;

// The tests' own runner does not come here.
return args is ["orphans", ..] ? await OrphanVictim.RunAsync(args) : await Victim.RunAsync(args);
