using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ActorScheduler.Actors;
using ActorScheduler.Handlers;

namespace ActorScheduler.Tests.Scheduling;

public sealed partial class NamedJobTests
{
    private static readonly JobHandlers Handlers = Make();

    [Fact]
    public async Task A_named_job_is_run_by_the_handler_of_its_kind()
    {
        await using SchedulerNode node = await StartAsync(Handlers);
        JobHandle<int> sum = node.CreateScheduler("s").Schedule(new Sum([1, 2, 3]), new() { Name = "sum" });
        Assert.Equal(6, await sum.Value());
        Assert.Equal("sum", sum.Name);
    }

    [Fact]
    public async Task A_named_job_can_come_from_a_source()
    {
        await using SchedulerNode node = await StartAsync(Handlers);
        Job[] jobs = [new Sum([1]), new Sum([2])];
        Assert.Equal(0, await node.CreateScheduler("s").RunAllAsync(jobs).RunToEndAsync().Soon());
    }

    [Fact]
    public async Task The_failure_of_a_handler_is_the_failure_of_its_job()
    {
        await using SchedulerNode node = await StartAsync(Handlers);
        JobHandle<int> job = node.CreateScheduler("s").Schedule(new Sum([]));
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => job.Value());
        Assert.Equal("nothing to add", thrown.Message);
    }

    [Fact]
    public async Task A_handler_that_is_made_for_each_attempt_is_disposed_after_it()
    {
        List<Counting> made = [];
        var handlers = new JobHandlers();
        handlers.AddFactory<Sum, int>(_ =>
        {
            made.Add(new Counting());
            return made[^1];
        });
        await using SchedulerNode node = await StartAsync(handlers);
        Scheduler scheduler = node.CreateScheduler("s", new() { MaxJobs = 1 });
        await scheduler.Schedule(new Sum([1])).Value();
        await scheduler.Schedule(new Sum([2])).Value();
        Assert.Equal([1, 1], made.Select(h => h.Disposed));
    }

    [Fact]
    public async Task A_kind_without_a_handler_is_told_at_the_call()
    {
        await using SchedulerNode node = await StartAsync([]);
        var thrown = Assert.Throws<JobPayloadException>(() => { node.CreateScheduler("s").Schedule(new Sum([1])); });
        Assert.Equal(JobPayloadError.UnknownKind, thrown.Error);
        Assert.Equal("sum:2", thrown.Kind);
        Assert.Equal("This node has no handler for 'sum:2'; it knows no kinds.", thrown.Message);
    }

    [Fact]
    public async Task A_job_without_a_kind_is_told_what_it_lacks()
    {
        await using SchedulerNode node = await StartAsync(Handlers);
        var thrown = Assert.Throws<JobPayloadException>(() => { node.CreateScheduler("s").Schedule(new Nameless()); });
        Assert.Equal(JobPayloadError.UnknownKind, thrown.Error);
        Assert.Equal("Nameless has no [JobKind(\"…\")]: the name it is written down under.", thrown.Message);
    }

    [Fact]
    public void A_kind_has_one_handler()
    {
        var thrown = Assert.Throws<ArgumentException>(() => new JobHandlers { new Adder(), new OldAdder() });
        Assert.StartsWith("The kind 'sum' has a handler already.", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new JobHandlers { new NamelessHandler() });
        Assert.Equal(["sum:2"], Handlers.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("a:0")]
    [InlineData("a:1:2")]
    [InlineData(":1")]
    public void A_text_that_is_no_kind_is_refused(string kind) =>
        Assert.ThrowsAny<ArgumentException>(() => new JobKindAttribute(kind));

    [Fact]
    public async Task Written_data_is_run_as_it_was_written()
    {
        await using SchedulerNode node = await StartAsync(Handlers);
        Assert.Equal(7, await RunWritten<int>(node, Handlers, "sum:2", """{"Numbers":[3,4]}""").Value());
    }

    [Fact]
    public async Task Older_data_goes_through_the_steps_to_the_present_version()
    {
        await using SchedulerNode node = await StartAsync(Handlers);
        Assert.Equal(5, await RunWritten<int>(node, Handlers, "sum", """{"A":2,"B":3}""").Value());
    }

    [Theory]
    [InlineData("{", JobPayloadError.Unreadable)]
    [InlineData("null", JobPayloadError.Unreadable)]
    [InlineData("""{"Numbers":"three"}""", JobPayloadError.Unreadable)]
    [InlineData("\u0000\u0001", JobPayloadError.Unreadable)]
    public async Task Data_that_does_not_parse_fails_its_own_job(string data, JobPayloadError error)
    {
        await using SchedulerNode node = await StartAsync(Handlers);
        foreach (string kind in (string[])["sum:1", "sum:2"])
        {
            JobHandle<int> job = RunWritten<int>(node, Handlers, kind, data);
            var thrown = await Assert.ThrowsAsync<JobPayloadException>(() => job.Value());
            Assert.Equal(error, thrown.Error);
            Assert.Equal(kind, thrown.Kind.Contains(':', StringComparison.Ordinal) ? thrown.Kind : thrown.Kind + ":2");
        }
    }

    [Theory]
    [InlineData("product:1", "This node has no handler for 'product:1'; it knows sum:2.")]
    [InlineData("sum:3", "This node has a handler for version 2 only for 'sum:3'; it knows sum:2.")]
    [InlineData("System.Diagnostics.Process, System",
        "This node has no handler for 'System.Diagnostics.Process, System'; it knows sum:2.")]
    public void A_kind_that_was_written_and_is_not_known_is_told(string kind, string message)
    {
        var thrown = Assert.Throws<JobPayloadException>(() => Handlers.Build().CreateDurable(kind, default, null));
        Assert.Equal(JobPayloadError.UnknownKind, thrown.Error);
        Assert.Equal(message, thrown.Message);
    }

    [Fact]
    public void Data_over_the_limit_is_refused_with_both_numbers()
    {
        var handlers = new JobHandlers(SumContext.Default, maxPayload: 20) { new Adder() };
        HandlerEntry entry = handlers.Build().Find(new Sum([]));
        Assert.Equal("""{"Numbers":[1]}""", Encoding.UTF8.GetString(entry.Write(new Sum([1]))));
        var thrown = Assert.Throws<JobPayloadException>(() => entry.Write(new Sum([1, 2, 3, 4])));
        Assert.Equal((JobPayloadError.TooLarge, 21L, 20L), (thrown.Error, thrown.Size, thrown.Limit));
        Assert.Equal("The data of 'sum:2' has 21 bytes, at most 20 are allowed.", thrown.Message);
    }

    [Fact]
    public void How_to_treat_a_job_is_not_written_with_its_data()
    {
        foreach (JobHandlers handlers in (JobHandlers[])[Handlers, new(SumContext.Default) { new Adder() }])
        {
            byte[] written = handlers.Build().Find(new Sum([])).Write(new Sum([1]) { Options = new() { Name = "x" } });
            Assert.Equal("""{"Numbers":[1]}""", Encoding.UTF8.GetString(written));
        }
    }

    [Fact]
    public void A_job_or_result_that_the_generated_context_lacks_is_refused_with_its_handler()
    {
        var handlers = new JobHandlers(SumContext.Default);
        var job = Assert.Throws<ArgumentException>(() => handlers.Add(new TextHandler()));
        Assert.StartsWith("Text cannot be read or written: add [JsonSerializable(typeof(Text))]", job.Message, StringComparison.Ordinal);
        var result = Assert.Throws<ArgumentException>(
            () => handlers.AddFactory<Mark, Guid>(_ => throw new InvalidOperationException()));
        Assert.StartsWith("Guid cannot be read or written", result.Message, StringComparison.Ordinal);
        Assert.Empty(handlers);
    }

    [Fact]
    public void A_job_that_contradicts_itself_is_refused_with_its_handler()
    {
        var thrown = Assert.Throws<ArgumentException>(
            () => new JobHandlers().AddFactory<Twofold, int>(_ => throw new InvalidOperationException()));
        Assert.StartsWith("Twofold cannot be read or written: ", thrown.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(thrown.InnerException);
    }

    [Fact]
    public void Data_that_cannot_be_written_is_told()
    {
        JobHandlers handlers = [];
        handlers.AddFactory<Odd, int>(_ => throw new InvalidOperationException());
        var odd = new Odd(typeof(int));
        var thrown = Assert.Throws<JobPayloadException>(() => handlers.Build().Find(odd).Write(odd));
        Assert.Equal(JobPayloadError.Unwritable, thrown.Error);
        Assert.StartsWith("The data of 'odd:1' cannot be written: ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_handlers_takes_them_by_reflection()
    {
        var options = new NodeOptions();
        options.Handlers.Add(new TextHandler());
        await using SchedulerNode node = await SchedulerNode.StartAsync(options);
        Assert.Equal("text:1", Assert.Single(options.Handlers));
    }

    private static JobHandlers Make()
    {
        var handlers = new JobHandlers { new Adder() };
        handlers.AddUpgrade("sum:1", old => new JsonObject
        {
            ["Numbers"] = new JsonArray((int)old["A"]!, (int)old["B"]!),
        });
        return handlers;
    }

    private static async Task<SchedulerNode> StartAsync(JobHandlers handlers) =>
        await SchedulerNode.StartAsync(new() { Handlers = handlers });

    private static JobHandle<T> RunWritten<T>(SchedulerNode node, JobHandlers handlers, string kind, string data)
    {
        SchedulerCore core = node.CreateScheduler("s").Core;
        JobHandle handle = handlers.Build().CreateDurable(kind, Encoding.UTF8.GetBytes(data), null);
        core.Enlist(handle);
        core.Tell(SchedulerMessageKind.Submit, handle);
        return (JobHandle<T>)handle;
    }

    [JobKind("sum:2")]
    public sealed record Sum(int[] Numbers) : NamedJob<int>;

    [JobKind("sum")]
    public sealed record OldSum(int A, int B) : NamedJob<int>;

    [JobKind("text")]
    public sealed record Text(string Words) : NamedJob<string>;

    [JobKind("mark")]
    public sealed record Mark(int Place) : NamedJob<Guid>;

    [JobKind("odd")]
    public sealed record Odd(Type Kind) : NamedJob<int>;

    [JobKind("twofold")]
    public sealed record Twofold(int Place) : NamedJob<int>
    {
        [JsonPropertyName("Place")]
        public int Other { get; init; }
    }

    public sealed record Nameless : NamedJob<int>;

    [JsonSerializable(typeof(Sum))]
    [JsonSerializable(typeof(Mark))]
    [JsonSerializable(typeof(int))]
    private sealed partial class SumContext : JsonSerializerContext;

    private class Adder : IJobHandler<Sum, int>
    {
        public Task<int> RunAsync(Sum job, JobContext context) => job.Numbers.Length == 0
            ? throw new ArgumentException("nothing to add")
            : Task.FromResult(job.Numbers.Sum());
    }

    private sealed class Counting : Adder, IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;
    }

    private sealed class OldAdder : IJobHandler<OldSum, int>
    {
        public Task<int> RunAsync(OldSum job, JobContext context) => Task.FromResult(job.A + job.B);
    }

    private sealed class TextHandler : IJobHandler<Text, string>
    {
        public Task<string> RunAsync(Text job, JobContext context) => Task.FromResult(job.Words);
    }

    private sealed class NamelessHandler : IJobHandler<Nameless, int>
    {
        public Task<int> RunAsync(Nameless job, JobContext context) => Task.FromResult(0);
    }
}
