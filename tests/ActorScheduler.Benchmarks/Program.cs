using ActorScheduler.Benchmarks;

return args switch
{
    ["hot", ..] => HotPath.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000),
    ["hot-alone", ..] => HotPath.RunAlone(),
    _ => HotPath.Usage(),
};
