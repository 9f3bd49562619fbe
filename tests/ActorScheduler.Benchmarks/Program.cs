using ActorScheduler.Benchmarks;

return args switch
{
    ["hot", ..] => HotPath.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000),
    ["callers", ..] => Callers.RunAsync(args.Length > 1 ? args[1] : "").GetAwaiter().GetResult(),
    ["hot-alone", ..] => HotPath.RunAlone(),
    _ => HotPath.Usage(),
};
