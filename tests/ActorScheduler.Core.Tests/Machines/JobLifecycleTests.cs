using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class JobLifecycleTests
{
    // f: failed, x: canceled, c: completed, r: tried again. One column for each way an attempt can end:
    // succeeded, failed with an attempt left, failed with none left, failed and the policy says no, canceled.
    private const string Table = """
        nothing          c r f f x
        asked            x x x x x
        timed out        r r f f r
        asked+timed out  x x x x x
        process          c r f f x
        process+asked    c f f f x
        process+timed    r r f f r
        process+both     f f f f f
        """;

    [Fact]
    public void Every_arrow_of_the_chart_is_there_and_no_other()
    {
        foreach (JobState from in Enum.GetValues<JobState>())
        {
            foreach (JobState to in Enum.GetValues<JobState>())
                Assert.True(LifeChart.Arrows[from].Contains(to) == JobLifecycle.MayMove(from, to), $"{from} to {to}");
        }
    }

    [Fact]
    public void A_move_beside_the_arrows_is_stopped_and_changes_nothing()
    {
        foreach (JobState from in Enum.GetValues<JobState>())
        {
            foreach (JobState to in Enum.GetValues<JobState>())
            {
                var job = new FakeJob { CurrentState = from };
                bool allowed = LifeChart.Arrows[from].Contains(to);
                if (allowed) JobLifecycle.Move(job, to);
                else Assert.Throws<InvariantException>(() => JobLifecycle.Move(job, to));
                Assert.Equal(allowed ? to : from, job.State);
            }
        }
    }

    [Fact]
    public void Final_states_are_those_that_no_arrow_leaves()
    {
        foreach (JobState state in Enum.GetValues<JobState>())
            Assert.Equal(LifeChart.Arrows[state].Length == 0, JobLifecycle.IsFinal(state));
    }

    [Fact]
    [Trait("Contract", "PEND-3")]
    [Trait("Contract", "PORT-2")]
    public void What_follows_an_attempt_is_as_the_table_says()
    {
        JobFlags[] marks =
        [
            JobFlags.None, JobFlags.CancelRequested, JobFlags.TimedOut, JobFlags.CancelRequested | JobFlags.TimedOut,
        ];
        string[] rows = Table.Split('\n');
        for (int row = 0; row < rows.Length; row++)
        {
            JobFlags flags = marks[row % 4] | (row < 4 ? JobFlags.None : JobFlags.Process);
            string[] cells = rows[row].Split(' ', StringSplitOptions.RemoveEmptyEntries)[^5..];
            for (int column = 0; column < 5; column++)
            {
                JobState next = AfterAttempt(flags, column);
                Assert.True(cells[column] == Letter(next), $"{rows[row]} in column {column}: {next}");
            }
        }
    }

    private static JobState AfterAttempt(JobFlags flags, int column)
    {
        var options = new JobOptions { Retry = RetryPolicy.Fixed(3) };
        var job = new FakeJob(options) { Flags = flags, Attempt = (ushort)(column == 2 ? 3 : 2) };
        AttemptResult result = column switch
        {
            0 => AttemptResult.Succeeded,
            4 => AttemptResult.Canceled,
            _ => AttemptResult.Failed,
        };
        return JobLifecycle.AfterAttempt(job, new AttemptReport(result, RetryAllowed: column != 3));
    }

    private static string Letter(JobState state) => state switch
    {
        JobState.Completed => "c",
        JobState.Failed => "f",
        JobState.Canceled => "x",
        JobState.Delayed => "r",
        _ => state.ToString(),
    };
}
