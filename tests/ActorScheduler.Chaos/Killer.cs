using System.Diagnostics;
using System.Globalization;
using ActorScheduler.Chaos.Rules;
using ActorScheduler.Machines;
using ActorScheduler.Store;

namespace ActorScheduler.Chaos;

/// <summary>
/// Starts victims and kills them, one after the other, until the last may end by itself; then lets the checker decide.
/// </summary>
internal sealed class Killer : IDisposable
{
    /// <summary>Lines that one job writes or causes, about.</summary>
    private const int NotesOfAJob = 5;

    /// <summary>A life that writes nothing for so long has nothing to do any more, and is killed all the same.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(700);

    /// <summary>How often the last life may die of the poisonous job, and one that makes sure that it gets nowhere.</summary>
    private const int MostLastLives = SchedulerMachine.MostDeaths + 2;

    /// <summary>The exit code of a process that died by a kill.</summary>
    private const int Killed = 128 + 9;

    /// <summary>A life that should end and writes nothing for so long hangs.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private readonly KillOptions _options;
    private readonly Plan _plan;
    private readonly Random _random;
    private readonly string _folder;
    private readonly string _logPath;
    private readonly NoteLog _log;
    private readonly List<string> _findings = [];
    private int _kills;
    private int _early;
    private int _ownDeaths;

    public Killer(KillOptions options)
    {
        _options = options;
        _plan = Plan.Of(options.Seed, options.Jobs);
        _random = new Random(~options.Seed);
        _folder = options.Folder ?? Directory.CreateTempSubdirectory("chaos").FullName;
        Directory.CreateDirectory(_folder);
        _logPath = Path.Combine(_folder, Victim.Log);
        _log = new NoteLog(_logPath);
    }

    private int Notes => (int)(new FileInfo(_logPath).Length / NoteLog.LineLength);

    public async Task<KillReport> RunAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        for (int life = 1; life <= _options.Kills && _findings.Count == 0; life++)
            await LiveAndDieAsync(life).ConfigureAwait(false);
        bool isOver = _findings.Count > 0;
        for (int life = _options.Kills + 1; !isOver; life++) isOver = await LiveToTheEndAsync(life).ConfigureAwait(false);
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(start);
        _log.Dispose();
        KillReport report = await ConcludeAsync(elapsed).ConfigureAwait(false);
        if (report.Findings.Count == 0 && _options.Folder is null) Directory.Delete(_folder, recursive: true);
        return report;
    }

    public void Dispose() => _log.Dispose();

    private async Task LiveAndDieAsync(int life)
    {
        // Jobs come as kills go, so that there is something to do to the last.
        int upTo = (int)((long)_plan.Count * life / (_options.Kills + 1));
        int fair = _plan.Count / (_options.Kills + 1) * NotesOfAJob;
        KillMoment moment = KillMoment.Draw(_random, Math.Max(10, fair));
        int before = Notes;
        using Process victim = Start(life, upTo);
        await WaitAsync(victim, before, moment).ConfigureAwait(false);
        bool isEarly = Notes == before;
        if (victim.HasExited) _ownDeaths++;
        victim.Kill();
        await victim.WaitForExitAsync().ConfigureAwait(false);
        _log.Write(new Note(NoteKind.Death, Job: 0, Copy: 0, life));
        CheckTrouble(life);
        _kills++;
        if (isEarly) _early++;
    }

    // False when the poisonous job has killed it: another life goes on.
    private async Task<bool> LiveToTheEndAsync(int life)
    {
        using Process victim = Start(life, _plan.Count);
        int notes = Notes;
        long last = TimeProvider.System.GetTimestamp();
        while (!victim.HasExited)
        {
            await PauseAsync().ConfigureAwait(false);
            if (Notes != notes) (notes, last) = (Notes, TimeProvider.System.GetTimestamp());
            if (TimeProvider.System.GetElapsedTime(last) < Hang) continue;
            _findings.Add($"hang: life {life} says nothing any more and does not end");
            victim.Kill();
            await victim.WaitForExitAsync().ConfigureAwait(false);
        }

        CheckTrouble(life);
        if (victim.ExitCode != Killed || _findings.Count > 0) return true;
        _log.Write(new Note(NoteKind.Death, Job: 0, Copy: 0, life));
        _ownDeaths++;
        if (life < _options.Kills + MostLastLives) return false;
        _findings.Add($"hang: a job has killed {_ownDeaths} lives, and nothing stops it");
        return true;
    }

    private async Task WaitAsync(Process victim, int before, KillMoment moment)
    {
        int notes = before;
        long last = TimeProvider.System.GetTimestamp();
        while (!victim.HasExited && notes - before < moment.Notes)
        {
            await PauseAsync().ConfigureAwait(false);
            if (Notes != notes) (notes, last) = (Notes, TimeProvider.System.GetTimestamp());
            // Before its first line it starts, which takes what it takes.
            TimeSpan patience = notes == before ? Hang : Silence;
            if (TimeProvider.System.GetElapsedTime(last) > patience) return;
        }

        // real time: a moment of the seed's
        await Task.Delay(moment.Pause, TimeProvider.System).ConfigureAwait(false);
    }

    // real time: looks at what another process has written
    private static Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);

    private Process Start(int life, int upTo)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            ArgumentList = { typeof(Killer).Assembly.Location, "victim", _folder, Text(_options.Seed), Text(_plan.Count) },
        };
        start.ArgumentList.Add(Text(upTo));
        start.Environment[Victim.LifeVariable] = Text(life);
        if (_random.Next(2) == 0) start.Environment[Victim.UnguardedVariable] = "1";
        if (_options.Hasty) start.Environment[Victim.HastyVariable] = "1";
        return Process.Start(start)!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void CheckTrouble(int life)
    {
        string trouble = Path.Combine(_folder, Victim.Trouble);
        if (File.Exists(trouble)) _findings.Add($"trouble in life {life}: {File.ReadAllText(trouble)}");
    }

    private async Task<KillReport> ConcludeAsync(TimeSpan elapsed)
    {
        var history = new History(NoteLog.Read(_logPath));
        _findings.AddRange(Checker.Check(_plan, history));
        List<Note> beats = NoteLog.Read(Path.Combine(_folder, Victim.Beats));
        _findings.AddRange(BeatRule.Find(beats).Select(static finding => $"beat: {finding}"));
        Ledger left = await StoreGlance.ReadAsync(Path.Combine(_folder, Victim.Store)).ConfigureAwait(false);
        if (left.Jobs.Count > 0) _findings.Add($"store: {left.Jobs.Count} jobs are left in it");
        if (left.Quarantined.Count > 0) _findings.Add($"store: {left.Quarantined.Count} jobs are set aside in it");
        HashSet<(int, int)> accepted =
            [.. history.Notes.Where(static n => n.Kind == NoteKind.Accepted).Select(static n => (n.Job, n.Copy))];
        return new KillReport
        {
            Options = _options,
            Findings = _findings,
            Elapsed = elapsed,
            Kills = _kills,
            EarlyKills = _early,
            OwnDeaths = _ownDeaths,
            SetAside = history.SetAside.Count,
            Beats = beats.Count,
            Attempts = history.Attempts.Count(),
            CutOff = history.Attempts.Count(static a => a.Ended is null),
            EndedInVain = history.Copies.Values.Sum(static a => a.SkipLast(1).Count(static x => x.Completed)),
            Unacknowledged = history.Copies.Keys.Count(
                copy => !accepted.Contains(_plan[copy.Job].IsKeyed ? (copy.Job, 0) : copy)),
            Folder = _folder,
        };
    }
}
