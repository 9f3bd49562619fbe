using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorScheduler.Tests.Scheduling;
using Microsoft.Extensions.Logging;

namespace ActorScheduler.Tests.Contract;

public sealed class DuplicityTestsTelemetry
{
    [Fact]
    [Trait("Contract", "DUP-34")]
    public async Task The_log_tells_of_creation_jobs_barriers_counts_and_ends()
    {
        using var log = new ListLog(LogLevel.Debug);
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Scheduler scheduler = node.Node.CreateScheduler("told", new SchedulerOptions { MaxJobs = 1 });
        _ = scheduler.Schedule(_ => { }, new JobOptions { Name = "good" });
        await scheduler.InsertBarrier();
        JobHandle bad = scheduler.Schedule(_ => throw new InvalidDataException(), new JobOptions { Name = "bad" });
        await bad.WaitForExitAsync();
        string[] expected =
        [
            "told: created, max jobs 1", "good scheduled, 0 wait", "good started, attempt 1, 1 run",
            "good ended as Completed, success True, 0 run", "told: barrier", "bad scheduled, 0 wait",
            "bad started, attempt 1, 1 run", "bad ended as Failed, success False, 0 run",
        ];
        string all = string.Join('\n', log.Lines);
        Assert.All(expected, words => Assert.Contains(words, all, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Contract", "DUP-34")]
    public async Task A_log_that_does_not_want_single_jobs_hears_only_of_the_scheduler()
    {
        using var log = new ListLog(LogLevel.Information);
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Scheduler scheduler = node.Node.CreateScheduler("quiet");
        await scheduler.Schedule(_ => { });
        await scheduler.StopAsync();
        Assert.Equal(2, log.Lines.Count);
        Assert.StartsWith("quiet: created", log.Lines.First(), StringComparison.Ordinal);
        Assert.Equal("quiet: stopped", log.Lines.Last());
    }

    [Fact]
    [Trait("Contract", "DUP-34")]
    public async Task The_meter_shows_what_runs_and_waits_and_how_jobs_ended()
    {
        await using TestNode node = await TestNode.StartAsync();
        string name = "metered " + Environment.ProcessId;
        Scheduler scheduler = node.Node.CreateScheduler(name, new SchedulerOptions { MaxJobs = 1 });
        await scheduler.Schedule(_ => { });
        await scheduler.Schedule(_ => throw new InvalidDataException()).WaitForExitAsync();
        var gate = new TaskCompletionSource();
        _ = scheduler.Schedule(_ => gate.Task);
        _ = scheduler.Schedule(_ => { });
        _ = await scheduler.GetStatisticsAsync();
        var seen = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "ActorScheduler") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var words = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string, StringComparer.Ordinal);
            if (words["scheduler"] == name) seen[instrument.Name + " " + words.GetValueOrDefault("outcome")] = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        gate.SetResult();
        Assert.Equal(1, seen["actorscheduler.jobs.running "]);
        Assert.Equal(1, seen["actorscheduler.jobs.waiting "]);
        Assert.Equal(1, seen["actorscheduler.jobs.ended Completed"]);
        Assert.Equal(1, seen["actorscheduler.jobs.ended Failed"]);
        Assert.Equal(0, seen["actorscheduler.jobs.ended Canceled"]);
    }
}
