using System.Globalization;

namespace ActorScheduler.Chaos;

/// <summary>What came of a run.</summary>
internal sealed record KillReport
{
    public required KillOptions Options { get; init; }

    public required IReadOnlyList<string> Findings { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required int Kills { get; init; }

    /// <summary>Kills of a process in which nothing had been written yet: it started, or read its store.</summary>
    public required int EarlyKills { get; init; }

    /// <summary>Lives that the poisonous job has ended.</summary>
    public required int OwnDeaths { get; init; }

    /// <summary>Jobs that were set aside after three deaths.</summary>
    public required int SetAside { get; init; }

    /// <summary>Lines that the jobs of recurring jobs have written.</summary>
    public required int Beats { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Attempts that a kill cut off.</summary>
    public required int CutOff { get; init; }

    /// <summary>Attempts that ended well before a kill, but whose end was not in the store.</summary>
    public required int EndedInVain { get; init; }

    /// <summary>Copies of jobs that were there though nobody had been told so.</summary>
    public required int Unacknowledged { get; init; }

    /// <summary>The folder that is left when something was found.</summary>
    public required string Folder { get; init; }

    public override string ToString()
    {
        string figures = string.Create(CultureInfo.InvariantCulture, $"""
            seed {Options.Seed}: {Options.Jobs} jobs, {Kills} kills ({EarlyKills} before the first line, {OwnDeaths} by a job) in {Elapsed:m\:ss}
            {Attempts} attempts, {CutOff} cut off, {EndedInVain} ended within the commit of a kill, {Unacknowledged} \
            copies there without acknowledgement, {SetAside} set aside, {Beats} beats
            """).Replace("\\\n", "", StringComparison.Ordinal);
        return Findings.Count == 0
            ? figures + "\nnothing lost, nothing twice, every barrier, limit and order respected"
            : $"{figures}\n{Findings.Count} findings, all files in {Folder}:\n" + string.Join('\n', Findings);
    }
}
