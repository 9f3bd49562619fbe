using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

/// <summary>Real processes that an earlier life might have left.</summary>
public sealed class LostHuntTests : IDisposable
{
    private static readonly AttemptMark Mark = new(new JobId(0xFEED_0000_0000_0001, 1), new AttemptToken(3, 2));
    private static readonly JobId Stranger = new(0xFEED_0000_0000_0002, 1);

    private readonly ProcessRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_process_that_was_written_down_is_killed_with_its_group()
    {
        RunningProcess running = Start("trap '' TERM; env -i sleep 1000 & echo $!; wait");
        int child = int.Parse(await running.WaitForLineAsync());
        LostProcesses lost = await HuntAsync(Stranger, running.Identity!);
        Assert.Equal([running.Identity!.Pid, child], lost.Killed);
        Assert.Empty(lost.Left);
        Assert.False(HostProcess.IsAlive(child));
        Assert.Equal(-9, (await running.Ended).Exit!.Value.ExitCode);
    }

    [Fact]
    public async Task A_number_that_was_given_again_is_nobody()
    {
        RunningProcess running = Start("echo; exec sleep 1000");
        await running.WaitForLineAsync();
        ProcessIdentity identity = running.Identity!;
        Assert.Equal(ProcessTable.ReadStat(identity.Pid)!.StartTime, identity.StartTime);
        Assert.Empty((await HuntAsync(Stranger, identity with { StartTime = identity.StartTime - 1 })).Killed);
        Assert.Empty((await HuntAsync(Stranger, identity with { Boot = "another" })).Killed);
        Assert.Empty((await HuntAsync(Stranger)).Killed);
        Assert.True(HostProcess.IsAlive(identity.Pid));
        Assert.Equal([identity.Pid], (await HuntAsync(Stranger, identity)).Killed);
        Assert.Equal(-9, (await running.Ended).Exit!.Value.ExitCode);
    }

    [Theory]
    [InlineData("echo $$; exec sleep 1000")]
    [InlineData("setsid sh -c 'trap \"\" TERM HUP; echo $$; while :; do sleep 1000; done' & wait")]
    [InlineData("(setsid sh -c '(sh -c \"echo \\$\\$; exec sleep 1000\") & exit' &) ; exec sleep 1000")]
    public async Task A_process_that_was_not_written_down_is_found_by_its_variable(string script)
    {
        RunningProcess running = Start(script);
        int child = int.Parse(await running.WaitForLineAsync());
        Assert.Contains(child, (await HuntAsync(Mark.Job)).Killed);
        Assert.False(HostProcess.IsAlive(child));
        Assert.Equal(-9, (await running.Ended).Exit!.Value.ExitCode);
    }

    [Fact]
    public async Task A_group_is_found_whose_leader_is_gone()
    {
        RunningProcess running = Start("exec >&2; env -i sleep 1000 & exec 1<&-; sleep 1000 & exit 5");
        Assert.Equal(5, (await running.Ended).Exit!.Value.ExitCode);
        Assert.Equal(2, ProcessTable.FindGroup(running.Identity!.Pid).Count);
        Assert.Equal(2, (await HuntAsync(Mark.Job, running.Identity)).Killed.Count);
        Assert.Empty(ProcessTable.FindGroup(running.Identity.Pid));
    }

    [Fact]
    public async Task A_child_without_a_mark_is_not_identified()
    {
        RunningProcess running = _rig.Start(ProcessRig.Shell("exit 0"));
        await running.Ended;
        Assert.Null(running.Identity);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_child_finds_its_job_and_attempt_in_its_environment(bool portable)
    {
        using var rig = new ProcessRig(portable: portable);
        ProcessJob job = ProcessRig.Shell("echo $ACTORSCHEDULER_JOB $ACTORSCHEDULER_ATTEMPT $OWN") with
        {
            Environment = new Dictionary<string, string?>
            {
                ["ACTORSCHEDULER_JOB"] = "another", ["ACTORSCHEDULER_ATTEMPT"] = null, ["OWN"] = "own",
            },
        };
        RunningProcess running = rig.Start(new ProcessStartSpec(job) { Mark = Mark });
        Assert.Equal("feed000000000001-1 2-3 own", await running.WaitForLineAsync());
        await running.Ended;

        // Of one that is in no durable job these are variables like any other.
        running = rig.Start(job);
        Assert.Equal("another own", await running.WaitForLineAsync());
        await running.Ended;
    }

    [Fact]
    public async Task Other_systems_find_what_was_written_down()
    {
        using var rig = new ProcessRig(portable: true);
        RunningProcess running = rig.Start(new ProcessStartSpec(new ProcessJob("sleep", ["1000"])) { Mark = Mark });
        await running.Started;
        ProcessIdentity identity = running.Identity!;
        long hour = TimeSpan.FromHours(1).Ticks;
        foreach (ProcessIdentity stranger in (ProcessIdentity[])
            [
                identity with { StartTime = identity.StartTime - hour }, identity with { Boot = "boot" },
                identity with { Pid = int.MaxValue }, identity with { Pid = Environment.ProcessId },
            ])
        {
            Assert.Empty((await HuntAsync(rig, Mark.Job, stranger)).Killed);
        }

        Assert.Equal([identity.Pid], (await HuntAsync(rig, Mark.Job, identity)).Killed);
        Assert.Equal(137, (await running.Ended).Exit!.Value.ExitCode);
    }

    private RunningProcess Start(string script) =>
        _rig.Start(new ProcessStartSpec(ProcessRig.Shell(script) with { Error = ProcessOutput.Discard }) { Mark = Mark });

    private Task<LostProcesses> HuntAsync(JobId job, params ProcessIdentity[] written) => HuntAsync(_rig, job, written);

    private static Task<LostProcesses> HuntAsync(ProcessRig rig, JobId job, params ProcessIdentity[] written) =>
        rig.Launcher.StopLostAsync([new LostAttempt(job, written)], CancellationToken.None).WaitAsync(ProcessRig.Patience);
}
