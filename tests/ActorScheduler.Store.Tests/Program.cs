using ActorScheduler.Store.Tests.Durable;

// The tests' own runner does not come here.
return args switch
{
    ["orphans", ..] => await OrphanVictim.RunAsync(args),
    ["beat", var file, var log, var life] => await BeatVictim.RunAsync(file, log, life),
    _ => 2,
};
