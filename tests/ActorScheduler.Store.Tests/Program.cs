using ActorScheduler.Store.Tests.Durable;

// The tests' own runner does not come here.
return await Victim.RunAsync(args);
