using ActorScheduler.Store.Tests.Durable;

// The tests' own runner does not come here.
return args is ["beat", var file, var log, var life]
    ? await BeatVictim.RunAsync(file, log, life)
    : await Victim.RunAsync(args);
