using System.Text;
using System.Text.Json;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Run;

namespace ActorScheduler.EndToEnd.Tests.Showing;

public sealed class OutputTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private readonly Screen _screen;

    public OutputTests() => _screen = new Screen(_output, _error, isTerminal: true);

    [Fact]
    public async Task Grouped_output_is_copied_byte_for_byte_to_the_stream_it_came_from()
    {
        byte[] bytes = [0, 255, 254, 10, 13, 128];
        await new GroupedOutput(_screen).EndedAsync(Results.Of(1, new FakeBytes(bytes, [1, 2]), new FakeBytes("oops")));
        Assert.Equal([.. bytes, 1, 2], _output.ToArray());
        Assert.Equal("oops", Results.Text(_error));
    }

    [Fact]
    public async Task Lines_of_two_jobs_are_never_mixed()
    {
        var second = new TaskCompletionSource();
        var first = new TaskCompletionSource();
        using var lines = new LineOutput(_screen);
        var left = new FakeBytes("le", "ft 1\nlef", "t 2") { BeforePiece = i => i == 1 ? second.Task : Task.CompletedTask };
        var right = new FakeBytes("righ", "t 1\nright 2\n") { BeforePiece = i => i == 1 ? first.Task : Task.CompletedTask };
        Task showsLeft = lines.FollowAsync(Results.Job(1), OutputSource.Output, left);
        Task showsRight = lines.FollowAsync(Results.Job(2), OutputSource.Output, right);
        Assert.Equal("", Results.Text(_output));
        first.SetResult();
        await showsRight.WaitAsync(Guard);
        second.SetResult();
        await showsLeft.WaitAsync(Guard);
        Assert.Equal("right 1\nright 2\nleft 1\nleft 2\n", Results.Text(_output));
    }

    [Fact]
    public async Task A_line_too_long_to_be_kept_makes_the_others_wait_until_it_ends()
    {
        string half = new('x', LineBuffer.LongestLine + 1);
        var go = new TaskCompletionSource();
        var waits = new TaskCompletionSource();
        using var lines = new LineOutput(_screen);
        var endless = new FakeBytes(half, half, "end\nnext\n")
        {
            BeforePiece = i =>
            {
                if (i != 2) return Task.CompletedTask;
                waits.SetResult();
                return go.Task;
            },
        };
        Task showsLong = lines.FollowAsync(Results.Job(1), OutputSource.Output, endless);
        await waits.Task.WaitAsync(Guard);
        Task showsShort = lines.FollowAsync(Results.Job(2), OutputSource.Output, new FakeBytes("short\n"));
        Assert.False(showsShort.IsCompleted);
        go.SetResult();
        await Task.WhenAll(showsLong, showsShort).WaitAsync(Guard);
        Assert.Equal($"{half}{half}end\nnext\nshort\n", Results.Text(_output));
    }

    [Fact]
    public async Task The_status_line_is_taken_away_before_output_and_does_not_overwrite_an_open_line()
    {
        _screen.Status("[..]");
        await new GroupedOutput(_screen).EndedAsync(Results.Of(1, new FakeBytes("no line end")));
        _screen.Status("[##]");
        _screen.Status(null);
        Assert.Equal("no line end", Results.Text(_output));
        Assert.Equal("[..]\r\u001b[K\n[##]\r\u001b[K", Results.Text(_error));
    }

    [Fact]
    public void Messages_have_the_name_of_the_tool_and_end_the_line()
    {
        _screen.Message("all is well");
        Assert.Equal("actorscheduler: all is well\n", Results.Text(_error));
    }

    [Fact]
    public async Task Json_has_output_as_text_or_as_base64()
    {
        using var json = new JsonOutput(_screen, OutputMode.Grouped);
        await json.StartedAsync(Results.Job(1), Results.Start);
        byte[] umlaut = Encoding.UTF8.GetBytes("ä\"\n");
        await json.EndedAsync(Results.Of(1, new FakeBytes([umlaut[0]], umlaut[1..]), new FakeBytes([0xff, 0x00])));
        await json.EndedAsync(Results.Of(
            2, new FakeBytes(""), new FakeBytes([0xe2, 0x82]), JobOutcome.Failed, exitCode: -9, signal: 9, timedOut: true));
        JsonElement[] events = Events();
        Assert.Equal("started", events[0].GetProperty("event").GetString());
        Assert.Equal(Results.Start, events[0].GetProperty("time").GetDateTimeOffset());
        Assert.Equal("exited", events[1].GetProperty("event").GetString());
        Assert.Equal("make", events[1].GetProperty("command").GetString());
        Assert.Equal("ä\"\n", events[1].GetProperty("stdout").GetString());
        Assert.Equal([0xff, 0x00], events[1].GetProperty("stderrBase64").GetBytesFromBase64());
        Assert.False(events[1].TryGetProperty("stdoutBase64", out _));
        Assert.Equal("completed", events[1].GetProperty("outcome").GetString());
        Assert.Equal(1.5, events[1].GetProperty("seconds").GetDouble());
        Assert.Equal("", events[2].GetProperty("stdout").GetString());
        Assert.Equal([0xe2, 0x82], events[2].GetProperty("stderrBase64").GetBytesFromBase64());
        Assert.Equal(9, events[2].GetProperty("signal").GetInt32());
        Assert.True(events[2].GetProperty("timedOut").GetBoolean());
        Assert.Equal("ran longer than its timeout", events[2].GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Json_shows_lines_as_events()
    {
        using var json = new JsonOutput(_screen, OutputMode.Lines);
        var bytes = new FakeBytes("one\ntw"u8.ToArray(), "o\n"u8.ToArray(), [0xfe], [.. "\nend"u8]);
        await json.FollowAsync(Results.Job(3), OutputSource.Error, bytes);
        JsonElement[] events = Events();
        Assert.All(events, e => Assert.Equal("output 3 stderr", $"{e.GetProperty("event")} {e.GetProperty("job")} {e.GetProperty("source")}"));
        Assert.Equal("one", events[0].GetProperty("text").GetString());
        Assert.Equal("two", events[1].GetProperty("text").GetString());
        Assert.Equal([0xfe], events[2].GetProperty("textBase64").GetBytesFromBase64());
        Assert.Equal("end", events[3].GetProperty("text").GetString());
    }

    [Fact]
    public void Utf8_is_judged_as_a_whole_however_it_is_cut()
    {
        byte[] text = Encoding.UTF8.GetBytes("aä€😀z");
        for (int i = 0; i <= text.Length; i++)
        {
            for (int j = i; j <= text.Length; j++)
            {
                var scan = new Utf8Scan();
                Assert.True(scan.Push(text.AsSpan(0, i)) && scan.Push(text.AsSpan(i, j - i)) && scan.Push(text.AsSpan(j)));
                Assert.True(scan.IsValid);
            }
        }

        var broken = new Utf8Scan();
        Assert.True(broken.Push([0xe2]));
        Assert.False(broken.Push([0x41]));
        Assert.False(broken.IsValid);
    }

    [Theory]
    [InlineData(3, null, false, "exit code 3")]
    [InlineData(-9, 9, false, "killed by SIGKILL")]
    [InlineData(-15, 15, true, "ran longer than its timeout")]
    public void A_failure_says_why(int exitCode, int? signal, bool timedOut, string reason) =>
        Assert.Equal(reason, Results.Of(1, null, null, JobOutcome.Failed, exitCode, signal, null, timedOut).Reason());

    [Theory]
    [InlineData(ProcessStartError.ProgramNotFound, 127)]
    [InlineData(ProcessStartError.NotExecutable, 126)]
    [InlineData(ProcessStartError.DirectoryNotFound, 125)]
    [InlineData(ProcessStartError.TooLarge, 125)]
    public void A_command_that_cannot_start_has_the_exit_code_of_a_shell(ProcessStartError error, int exitCode)
    {
        var problem = new ProcessStartException(error, "no such thing");
        JobResult result = Results.Of(1, null, null, JobOutcome.Failed, exitCode: -1, exception: problem);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal("no such thing", result.Reason());
    }

    private JsonElement[] Events() =>
    [
        .. Results.Text(_output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement),
    ];
}
