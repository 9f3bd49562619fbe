using ActorScheduler.Benchmarks;

return args switch
{
    ["hot"] => HotPath.Run(),
    ["pools", "shared"] => Pools.RunShared(1_000_000),
    ["pools"] => Pools.Run(1_000_000),
    ["pools", "alone", string groups, string others] => Pools.RunAlone(Number(groups), Number(others)),
    ["pools", "stress"] => PoolStress.Run(),
    ["pools", "stress", string n] => PoolStress.Run(Number(n)),
    ["pools", string n] => Pools.Run(Number(n)),
    ["hot-alone"] => HotPath.RunAlone(),
    ["callers", "stress"] => CallerStress.RunAsync(Environment.ProcessId).GetAwaiter().GetResult(),
    ["callers", "stress", string seed] => CallerStress.RunAsync(Number(seed)).GetAwaiter().GetResult(),
    ["callers", ..] => Callers.RunAsync(args.Length > 1 ? args[1] : "").GetAwaiter().GetResult(),
    ["durable"] => DurableJobs.RunAsync().GetAwaiter().GetResult(),
    ["durable", "latency"] => DurableLatency.RunAsync().GetAwaiter().GetResult(),
    ["durable", "recovery"] => DurableRecovery.RunAsync().GetAwaiter().GetResult(),
    ["durable", "growth"] => DurableGrowth.RunAsync(10_000_000).GetAwaiter().GetResult(),
    ["durable", "growth", string n] => DurableGrowth.RunAsync(Number(n)).GetAwaiter().GetResult(),
    ["cron"] => CronTimes.Run(),
    ["simulate"] => Simulate.Run(),
    ["waiting"] => WaitingMemory.Run(),
    ["run", string tool] => RunTool.Run(tool),
    ["output", string tool] => OutputMemory.Run(tool),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: hot             a million no-op jobs, beside what .NET has for it
               callers [PART]  the verbs of a Caller whose line has PART in it, beside a bare channel actor
               callers stress [SEED]
                               16 threads x 100,000 random operations on one tree of Callers: nothing may be lost
               durable         no-op jobs of a durable scheduler on SQLite
               durable latency   from submission to result at 2,000 jobs/s
               durable recovery  a restart with a million waiting jobs
               durable growth [JOBS]
                               how large the file is after ten million jobs
               cron            the next fire time of typical cron expressions
               simulate        timers, turns and seeds of the TestKit
               waiting         memory of a million waiting jobs
               run TOOL        3,000 x true by the tool (the program, or its ActorScheduler.Cli.dll), beside xargs, parallel and make
               pools [JOBS]    task pools: what enforced groups cost
               pools shared    two pools that share a group
               pools stress [OPERATIONS]
                               16 threads x 100,000 random operations on one pool: nothing may be lost
               output TOOL     memory of the tool while one command writes 10 GB
        """);
    return 2;
}

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
