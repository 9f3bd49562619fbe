using ActorScheduler.Benchmarks;

return args switch
{
    ["hot"] => HotPath.Run(),
    ["hot-alone"] => HotPath.RunAlone(),
    ["callers", "stress"] => CallerStress.RunAsync(Environment.ProcessId).GetAwaiter().GetResult(),
    ["callers", "stress", string seed] => CallerStress.RunAsync(int.Parse(seed)).GetAwaiter().GetResult(),
    ["callers", ..] => Callers.RunAsync(args.Length > 1 ? args[1] : "").GetAwaiter().GetResult(),
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
               simulate        timers, turns and seeds of the TestKit
               waiting         memory of a million waiting jobs
               run TOOL        3,000 x true by the tool (the program, or its ActorScheduler.Cli.dll), beside xargs, parallel and make
               output TOOL     memory of the tool while one command writes 10 GB
        """);
    return 2;
}
