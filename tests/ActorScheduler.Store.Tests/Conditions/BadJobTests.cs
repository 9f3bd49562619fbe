using System.Text;
using System.Text.Json.Serialization.Metadata;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>Jobs that cannot be written down, and ones that were and cannot be read: nobody else suffers.</summary>
public sealed class BadJobTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };

    private readonly MemoryStore _store = new();
    private readonly Bulks _bulks = new();

    public BadJobTests() => _bulks.Gate.SetResult();

    [Theory]
    [InlineData("bulk:1", "{")]
    [InlineData("bulk:1", "")]
    [InlineData("bulk:1", "null")]
    [InlineData("bulk:1", "[1]")]
    [InlineData("bulk:1", """{"Number":"two"}""")]
    [InlineData("bulk:1", "\0\u0001")]
    public async Task A_job_that_cannot_be_read_fails_alone(string kind, string payload)
    {
        await FactsCommit.WriteAsync(
            _store, "s", Accepted(1, "bulk:1", """{"Number":1,"Text":""}"""), Accepted(2, kind, payload),
            Accepted(3, "bulk:1", """{"Number":3,"Text":""}"""));
        await using SchedulerNode node = await StartAsync();
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        Assert.Equal(4, await scheduler.Schedule(new Bulk(4, "")).AsTask().WaitAsync(Limit));
        await scheduler.DrainAsync().WaitAsync(Limit);
        SchedulerStatistics end = await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        Assert.Equal((3, 1), (end.Completed, end.Failed));
        Assert.Equal([1, 3, 4], _bulks.Ran);
    }

    [Theory]
    [InlineData("bulk:2")]
    [InlineData("nobody's:1")]
    [InlineData("")]
    [InlineData("a kind that is none")]
    public async Task A_job_of_a_kind_that_nobody_knows_waits_and_nobody_waits_for_it(string kind)
    {
        await FactsCommit.WriteAsync(
            _store, "s", Accepted(1, kind, "{}"), Accepted(2, "bulk:1", """{"Number":2,"Text":""}"""));
        await using SchedulerNode node = await StartAsync();
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        Assert.Equal(3, await scheduler.Schedule(new Bulk(3, "")).AsTask().WaitAsync(Limit));
        Assert.Equal([2, 3], _bulks.Ran);
        JobHandle bad = (await scheduler.FindJobAsync(new JobId(1, 1)).WaitAsync(Limit))!;
        var reason = Assert.IsType<HoldReason.NoHandler>(await bad.GetHoldReasonAsync().WaitAsync(Limit));
        Assert.Equal(kind, reason.Kind);
    }

    [Fact]
    public async Task A_job_that_was_written_under_a_larger_limit_runs()
    {
        await FactsCommit.WriteAsync(
            _store, "s", Accepted(1, "bulk:1", $$"""{"Number":1,"Text":"{{new string('x', 1000)}}"}"""));
        await using SchedulerNode node = await StartAsync(maxPayload: 100);
        await node.CreateScheduler("s", Durable).DrainAsync().WaitAsync(Limit);
        Assert.Equal([1], _bulks.Ran);
    }

    [Fact]
    public async Task Data_that_are_too_large_are_refused_at_the_call_with_both_figures()
    {
        await using SchedulerNode node = await StartAsync(maxPayload: 100);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        var refusal = Assert.Throws<JobPayloadException>(() => { scheduler.Schedule(new Bulk(1, new string('x', 100))); });
        Assert.Equal((JobPayloadError.TooLarge, 122L, 100L), (refusal.Error, refusal.Size, refusal.Limit));
        Assert.Equal("The data of 'bulk:1' has 122 bytes, at most 100 are allowed.", refusal.Message);
        Assert.Equal(2, await scheduler.Schedule(new Bulk(2, "")).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_kind_without_a_handler_is_refused_at_the_call()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = _store });
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        var refusal = Assert.Throws<JobPayloadException>(() => { scheduler.Schedule(new Bulk(1, "")); });
        Assert.Equal((JobPayloadError.UnknownKind, "bulk:1"), (refusal.Error, refusal.Kind));
    }

    [Fact]
    public async Task A_process_that_is_too_large_to_be_written_is_refused_at_the_call_with_both_figures()
    {
        await using SchedulerNode node = await StartAsync();
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        ProcessJob large = Job.Process("cat") with { Input = ProcessInput.Bytes(new byte[ProcessCodec.MostBytes]) };
        var refusal = Assert.Throws<ArgumentException>(() => { scheduler.Schedule(large); });
        Assert.StartsWith(
            "A durable process has 2097191 bytes of arguments, environment and input, at most 2097152 are allowed.",
            refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => { scheduler.Schedule(Job.Process("echo", new string('x', 3_000_000))); });
        ProcessJob fits = large with { Input = ProcessInput.Bytes(new byte[ProcessCodec.MostBytes - 200]) };
        Assert.True((await scheduler.Schedule(fits).AsTask().WaitAsync(Limit)).Succeeded);
    }

    [Fact]
    public async Task Labels_that_are_documents_are_refused_at_the_call()
    {
        await using SchedulerNode node = await StartAsync();
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        string half = new('x', (SettingsCodec.MostCharacters / 2) + 1);
        JobOptions[] bad =
        [
            new() { Name = half + half },
            new() { Name = half, Groups = [half] },
            new() { Groups = [half], Tags = new Dictionary<string, string> { ["k"] = half } },
            new() { Tags = new Dictionary<string, string> { ["k"] = null! } },
        ];
        Assert.All(bad, options => Assert.Throws<ArgumentException>(
            () => { scheduler.Schedule(new Bulk(1, ""), options); }));
        Assert.Equal(2, await scheduler.Schedule(new Bulk(2, ""), new() { Name = half }).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public void No_limit_of_data_is_beyond_what_a_store_takes() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new JobHandlers(new DefaultJsonTypeInfoResolver(), (64 * 1024 * 1024) + 1));

    [Fact]
    public async Task Many_large_jobs_at_once_go_into_many_commits()
    {
        List<int> sizes = [];
        _store.Fault = commit =>
        {
            sizes.Add(commit.Facts.Length);
            return MemoryFault.None;
        };
        await using SchedulerNode node = await StartAsync();
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        string text = new('x', 200_000);
        JobHandle<int>[] jobs = [.. Enumerable.Range(1, 100).Select(n => scheduler.Schedule(new Bulk(n, text)))];
        foreach (JobHandle<int> job in jobs) await job.AsTask().WaitAsync(Limit);
        Assert.InRange(sizes.Max(), 0, (4 * 1024 * 1024) + 300_000);
    }

    [Fact]
    public void What_people_say_is_written_down_to_a_length()
    {
        Assert.Equal("why", WrittenText.Of("why"));
        string most = new('x', WrittenText.MostCharacters);
        Assert.Equal(most, WrittenText.Of(most));
        Assert.Equal(most[1..] + "…", WrittenText.Of(most + "x"));
    }

    private Task<SchedulerNode> StartAsync(int maxPayload = JobHandlers.DefaultMaxPayload)
    {
        var handlers = new JobHandlers(new DefaultJsonTypeInfoResolver(), maxPayload);
        handlers.Add(_bulks);
        return SchedulerNode.StartAsync(new() { Store = _store, Handlers = handlers }).AsTask();
    }

    private static Fact Accepted(int place, string kind, string payload) => new()
    {
        Accepted = new JobAccepted
        {
            Order = place,
            Origin = 1,
            Sequence = place,
            Named = new NamedData { Kind = kind, Payload = ByteString.CopyFrom(Encoding.UTF8.GetBytes(payload)) },
        },
    };
}
