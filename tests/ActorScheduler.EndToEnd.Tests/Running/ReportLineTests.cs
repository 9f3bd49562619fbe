using ActorScheduler.Cli.Run;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>Here a rest has no end of its own, so whoever waits for one that nobody ends hangs.</summary>
public class ReportLineTests
{
    private const int UntilCalled = -1;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task After_a_silence_the_first_report_wakes_the_reader()
    {
        var line = new ReportLine(UntilCalled);
        Task<int> reader = Task.Run(() => line.Take()!.Count);
        line.Add(Report("first"), isUrgent: false);
        Assert.Equal(1, await reader.WaitAsync(Patience));
    }

    [Fact]
    public async Task What_comes_while_the_reader_rests_is_given_together_and_in_order()
    {
        var line = new ReportLine(UntilCalled);
        line.Add(Report("first"), isUrgent: false);
        line.Take();
        Task<string[]> reader = Task.Run(() => Names(line.Take()!));
        line.Add(Report("second"), isUrgent: false);
        line.Add(Report("third"), isUrgent: false);
        line.Add(Report("urgent"), isUrgent: true);
        Assert.Equal(["second", "third", "urgent"], await reader.WaitAsync(Patience));
    }

    [Fact]
    public async Task The_end_ends_the_rest_and_what_came_before_is_still_given()
    {
        var line = new ReportLine(UntilCalled);
        line.Add(Report("first"), isUrgent: false);
        line.Take();
        line.Add(Report("last"), isUrgent: false);
        Task<string[]> reader = Task.Run(() => Names(line.Take()!));
        line.Complete();
        line.Add(Report("too late"), isUrgent: true);
        Assert.Equal(["last"], await reader.WaitAsync(Patience));
        Assert.Null(line.Take());
    }

    [Fact]
    public async Task An_idle_reader_learns_of_the_end()
    {
        var line = new ReportLine(UntilCalled);
        Task<bool> reader = Task.Run(() => line.Take() is null);
        line.Complete();
        Assert.True(await reader.WaitAsync(Patience));
    }

    private static RunReport Report(string name) => new RunReport.LimitAsked(new LimitChange(name, null, null));

    private static string[] Names(List<RunReport> reports) =>
        [.. reports.Select(report => ((RunReport.LimitAsked)report).Change.Signal)];
}
