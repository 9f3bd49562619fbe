using System.Diagnostics;
using ActorScheduler.Processes;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>What a killed process leaves running is gone before its successor starts anything. On Linux.</summary>
public sealed class OrphanTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // The first attempt leaves a child of each kind behind and says who they are; the next looks whether any is there.
    private const string Script = """
        say() { echo $$ > "$FOLDER/said"; }
        case $ACTORSCHEDULER_ATTEMPT in
        1-1)
            sh -c 'trap "" TERM; echo $$ > "$FOLDER/said"; while :; do sleep 1000; done' &
            (setsid sh -c '(sh -c "echo \$\$ > \"\$FOLDER/said\"; exec sleep 1000") & exit' &)
            env -i FOLDER="$FOLDER" sh -c 'echo $$ > "$FOLDER/said"; exec sleep 1000' &
            env -i FOLDER="$FOLDER" setsid sh -c 'echo $$ > "$FOLDER/said"; exec sleep 1000' &
            say
            wait ;;
        *)
            echo "$ACTORSCHEDULER_JOB $ACTORSCHEDULER_ATTEMPT" > "$FOLDER/checked"
            while read -r pid; do
                state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null)
                case $state in '' | Z | X) ;; *) echo "$pid is alive" >> "$FOLDER/checked" ;; esac
            done < "$FOLDER/pids" ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("orphans").FullName;
    private readonly List<int> _children = [];

    public void Dispose()
    {
        // Only after a failure is anybody left.
        foreach (int pid in _children.Where(IsAlive)) _ = Libc.Kill(pid, (int)StopSignal.Kill);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Children_of_a_killed_process_are_gone_before_the_next_attempt_starts()
    {
        string fifo = Path.Combine(_folder, "said");
        using (Process made = Process.Start("mkfifo", [fifo])) await made.WaitForExitAsync();

        // Open for both, so that it never ends.
        await using var said = new FileStream(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        using var reader = new StreamReader(said);
        using Process first = Start(Script);
        while (_children.Count < 5)
            _children.Add(int.Parse((await Task.Run(reader.ReadLine).WaitAsync(Limit))!));
        first.Kill();       // with the signal that nobody can heed, and not its children
        await first.WaitForExitAsync().WaitAsync(Limit);
        Assert.All(_children, pid => Assert.True(IsAlive(pid)));
        await File.WriteAllLinesAsync(Path.Combine(_folder, "pids"), _children.Select(pid => $"{pid}"));

        using Process second = Start();
        await second.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(0, second.ExitCode);
        string checkedBy = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder, "checked")));
        Assert.Matches("^[0-9a-f]{16}-1 2-2$", checkedBy);
    }

    private static bool IsAlive(int pid) => ProcessTable.ReadStat(pid) is { IsAlive: true };

    private Process Start(params string[] script) =>
        Process.Start("dotnet", [typeof(OrphanTests).Assembly.Location, "orphans", _folder, .. script]);
}
