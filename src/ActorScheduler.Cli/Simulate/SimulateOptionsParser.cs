using System.Globalization;
using ActorScheduler.Machines;
using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.Cli.Simulate;

/// <summary>Reads the arguments of <c>simulate</c>.</summary>
internal sealed class SimulateOptionsParser
{
    private static readonly string[] WithValue = ["--seeds", "--seed", "--scenario", "--without", "--keep"];

    private static readonly string[] Alone = ["--trace", "--fingerprints", "--help", "--version"];

    private readonly SimulateOptions _options = new();
    private readonly ArgumentReader _arguments;

    private SimulateOptionsParser(string[] arguments, int start) =>
        _arguments = new ArgumentReader("simulate", arguments, start, WithValue, Alone);

    /// <summary>Reads the arguments from an index on.</summary>
    /// <exception cref="UsageException">Something is wrong with them.</exception>
    public static SimulateOptions Parse(string[] arguments, int start = 0) =>
        new SimulateOptionsParser(arguments, start).Parse();

    private SimulateOptions Parse()
    {
        while (_arguments.Next() is { } argument) Read(argument);
        if (_options is { Help: false, Version: false }) CheckTogether();
        return _options;
    }

    private void CheckTogether()
    {
        if ((_options.Keep is not null || _options.Trace) && _options.Count != 1)
        {
            string option = _options.Trace ? "--trace" : "--keep";
            throw new UsageException($"{option} is for one seed: say which by --seed");
        }

        if (ulong.MaxValue - _options.FirstSeed < (ulong)_options.Count - 1)
            throw new UsageException("--seeds: there are not so many seeds after the first");
    }

    private void Read(string argument)
    {
        if (argument == "-h")
        {
            _options.Help = true;
            return;
        }

        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            if (argument.StartsWith('-')) throw _arguments.Unknown(argument);
            throw new UsageException($"simulate takes no file: '{OneLine.Of(argument)}'");
        }

        (string name, string? value) = _arguments.Long(argument);
        if (value is null) SetFlag(name);
        else SetValue(name, value);
    }

    private void SetFlag(string name)
    {
        switch (name)
        {
            case "--trace": _options.Trace = true; break;
            case "--fingerprints": _options.Fingerprints = true; break;
            case "--help": _options.Help = true; break;
            default: _options.Version = true; break;
        }
    }

    private void SetValue(string name, string value)
    {
        switch (name)
        {
            case "--seeds":
                _options.Seeds = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seeds)
                    && seeds > 0 ? seeds : throw Wrong("a whole number of at least 1");
                break;
            case "--seed":
                _options.Seed = ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
                    ? seed : throw Wrong("a whole number of at least 0");
                break;
            case "--scenario":
                _options.Scenario = SwarmScenario.Find(value) ?? throw WrongName(
                    value, "one of " + string.Join(", ", SwarmScenario.All.Select(s => s.Name)),
                    SwarmScenario.All.Select(s => s.Name));
                break;
            case "--keep":
                _options.Keep = Ranges.Read(value) ?? throw Wrong("numbers of steps, such as 0-3,7");
                break;
            default: SetWithout(value); break;
        }

        UsageException Wrong(string expected) =>
            new($"{name} must be {expected}, not '{OneLine.Of(value, OneLine.CommandLength)}'");
    }

    private void SetWithout(string value)
    {
        string[] names =
            [.. Enum.GetValues<SwarmFault>().Where(f => f != SwarmFault.None).Select(SwarmPlan.Names)];
        foreach (string name in value.Split(','))
        {
            if (Array.IndexOf(names, name) < 0)
                throw WrongName(name, "faults out of " + string.Join(", ", names), names, "--without");
            _options.Without |= Enum.Parse<SwarmFault>(name, ignoreCase: true);
        }
    }

    private static UsageException WrongName(
        string value, string expected, IEnumerable<string> known, string option = "--scenario")
    {
        string? near = DidYouMean.Nearest(value, [.. known]);
        string hint = near is null ? "" : $"; did you mean {near}?";
        return new UsageException($"{option} must be {expected}, not '{OneLine.Of(value)}'{hint}");
    }
}
