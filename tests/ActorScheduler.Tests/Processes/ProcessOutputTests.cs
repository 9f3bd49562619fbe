using System.Text;
using ActorScheduler.Actors;
using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

public sealed class ProcessOutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("output-tests-").FullName;

    public static TheoryData<int, string> Sizes
    {
        get
        {
            int[] sizes =
            [
                0, 1, 2, 5, 6, 7, 8, 32, 255, 256, 257, 1024, 4095, 4096, 4097, 8192, 16384, 65535, 65536, 65537, 131073, 1_000_003,
            ];
            var data = new TheoryData<int, string>();
            foreach (int size in sizes)
            {
                data.Add(size, "capture");
                data.Add(size, "spilled");
                data.Add(size, "stream");
            }

            return data;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Sizes))]
    [Trait("Contract", "POPEN-19")]
    [Trait("Contract", "POPEN-20")]
    [Trait("Contract", "POPEN-22")]
    public async Task Exactly_what_was_written_arrives(int size, string mode)
    {
        byte[] bytes = Pattern(size);
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(new ProcessJob("cat", []) with
        {
            Input = ProcessInput.Bytes(bytes),
            Output = mode == "stream" ? ProcessOutput.Stream : ProcessOutput.Capture,
            OutputMemoryLimit = mode == "spilled" ? size / 3 : ProcessJob.DefaultOutputMemoryLimit,
        });
        byte[] read = await running.Output.ReadAllBytesAsync().WaitAsync(ProcessRig.Patience);
        await running.Ended;
        Assert.Equal(bytes, read);
        Assert.Equal(size, running.Output.Length);
    }

    [Fact]
    [Trait("Contract", "POPEN-21")]
    public async Task What_is_left_in_the_pipe_at_the_death_is_read()
    {
        using var rig = new ProcessRig();
        for (int i = 0; i < 50; i++)
            Assert.Equal("last words\n", await rig.ReadAsync(ProcessRig.Shell("echo last words; kill -KILL $$")));
    }

    [Fact]
    [Trait("Contract", "POPEN-24")]
    [Trait("Contract", "POPEN-25")]
    public async Task Each_stream_is_read_to_its_own_end()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("echo early; exec >&-; read line; echo late >&2") with
        {
            Input = ProcessInput.Text("go\n"),
        });
        Assert.Equal("late\n", await running.Error.ReadAllTextAsync().WaitAsync(ProcessRig.Patience));
        Assert.Equal("early\n", await running.Output.ReadAllTextAsync().WaitAsync(ProcessRig.Patience));
    }

    [Fact]
    [Trait("Contract", "POPEN-23")]
    public async Task What_has_come_can_be_had_at_any_time_from_the_first_byte_on()
    {
        string fifo = await NewFifoAsync();
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("echo one; read line < \"$1\"; echo two", fifo));
        Assert.Empty(await new ProcessOutputReader(OutputSource.Output, ProcessOutput.Capture).ReadAvailableBytesAsync());
        Assert.Equal("one", await running.WaitForLineAsync());
        Assert.Equal("one\n", Encoding.UTF8.GetString(await running.Output.ReadAvailableBytesAsync()));
        await File.WriteAllTextAsync(fifo, "go\n");
        await running.Ended;
        for (int i = 0; i < 3; i++) Assert.Equal("one\ntwo\n", await running.Output.ReadAllTextAsync());
        Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString(await running.Output.ReadAvailableBytesAsync()));
    }

    [Fact]
    [Trait("Contract", "POPEN-26")]
    public async Task A_reader_that_gives_up_leaves_the_process_alone()
    {
        string fifo = await NewFifoAsync();
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("read line < \"$1\"; echo \"$line\"", fifo));
        using var giveUp = new CancellationTokenSource();
        Task<string> reading = running.Output.ReadAllTextAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await File.WriteAllTextAsync(fifo, "on and on\n");
        await running.Ended;
        Assert.Equal("on and on\n", await running.Output.ReadAllTextAsync());
    }

    [Fact]
    [Trait("Contract", "POPEN-28")]
    public async Task A_slow_reader_of_a_stream_makes_the_child_wait_and_loses_nothing()
    {
        const int Size = 4 * 1024 * 1024;
        string fifo = await NewFifoAsync();
        using var rig = new ProcessRig();

        // What the child could write before anybody reads is told through the fifo: it must be no more than the buffers
        // hold.
        RunningProcess running = rig.Start(ProcessRig.Shell($"head -c {Size} /dev/zero; echo done > \"$1\"", fifo) with { Output = ProcessOutput.Stream });
        Task<string> done = Task.Run(() => File.ReadAllText(fifo));
        await running.Started;
        Assert.False(done.IsCompleted);
        long total = 0;
        await foreach (OutputChunk chunk in running.Output.ReadChunksAsync())
        {
            Assert.True(running.Output.Length - total <= 2 * OutputPipe.Bound);
            total += chunk.Bytes.Length;
        }

        Assert.Equal(Size, total);
        Assert.Equal("done\n", await done.WaitAsync(ProcessRig.Patience));
        Assert.Equal(0, (await running.Ended).Exit!.Value.ExitCode);
    }

    [Fact]
    public async Task A_stream_that_nobody_reads_does_not_hide_the_death_and_keeps_its_last_bytes()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("head -c 100000 /dev/zero") with { Output = ProcessOutput.Stream });
        ProcessEnd end = await running.Ended;
        Assert.False(end.OutputAbandoned);
        Assert.Equal(100_000, (await running.Output.ReadAllBytesAsync()).Length);
    }

    [Fact]
    public async Task A_stream_has_one_reader_at_a_time()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(new ProcessJob("cat", []) with { Input = ProcessInput.Text("a\nb\n"), Output = ProcessOutput.Stream });
        await running.Ended;
        await using (IAsyncEnumerator<OutputLine> first = running.Output.GetAsyncEnumerator())
        {
            Assert.True(await first.MoveNextAsync());
            await Assert.ThrowsAsync<InvalidOperationException>(() => running.Output.ReadAllTextAsync());
        }

        Assert.Equal("", await running.Output.ReadAllTextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => running.Output.ReadAvailableBytesAsync());
    }

    [Fact]
    public async Task Output_that_does_not_come_here_cannot_be_read()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(new ProcessJob("true", []) with { Output = ProcessOutput.Discard });
        await running.Ended;
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => running.Output.ReadAllTextAsync());
        Assert.Contains("Capture", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "POPEN-31")]
    public async Task Output_and_errors_can_go_to_files_and_input_can_come_from_one()
    {
        string input = Path.Combine(_folder, "in"), output = Path.Combine(_folder, "out"), error = Path.Combine(_folder, "err");
        await File.WriteAllTextAsync(input, "from a file\n");
        await File.WriteAllTextAsync(output, "what was there\n");
        await File.WriteAllTextAsync(error, "what was there\n");
        using var rig = new ProcessRig();
        await rig.RunAsync(ProcessRig.Shell("cat; echo wrong >&2") with
        {
            Input = ProcessInput.File(input),
            Output = ProcessOutput.File(output),
            Error = ProcessOutput.File(error, append: true),
        });
        Assert.Equal("from a file\n", await File.ReadAllTextAsync(output));
        Assert.Equal("what was there\nwrong\n", await File.ReadAllTextAsync(error));
    }

    [Fact]
    [Trait("Contract", "POPEN-31")]
    public async Task Standard_input_is_at_its_end_when_nothing_is_said_about_it()
    {
        using var rig = new ProcessRig();
        Assert.Equal("", await rig.ReadAsync(new ProcessJob("cat", [])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_000)]
    public async Task Input_arrives_whole_whatever_its_size(int size)
    {
        using var rig = new ProcessRig();
        string counted = await rig.ReadAsync(new ProcessJob("wc", ["-c"]) with { Input = ProcessInput.Bytes(Pattern(size)) });
        Assert.Equal(size, int.Parse(counted));
    }

    [Fact]
    public async Task A_child_that_does_not_read_its_input_is_no_error()
    {
        using var rig = new ProcessRig();
        ProcessEnd end = await rig.RunAsync(new ProcessJob("true", []) with { Input = ProcessInput.Bytes(Pattern(3_000_000)) });
        Assert.Equal(0, end.Exit!.Value.ExitCode);
    }

    [Fact]
    public async Task Readers_that_wait_hold_no_threads()
    {
        const int Readers = 500;
        string fifo = await NewFifoAsync();
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("read line < \"$1\"; echo done", fifo));
        await running.Started;
        var reading = Enumerable.Range(0, Readers).Select(_ => running.Output.ReadAllTextAsync()).ToList();
        Assert.True(ThreadPool.ThreadCount < Readers);
        await File.WriteAllTextAsync(fifo, "go\n");
        Assert.All(await Task.WhenAll(reading).WaitAsync(ProcessRig.Patience), text => Assert.Equal("done\n", text));
    }

    [Fact]
    public async Task Lines_come_while_the_process_runs_and_the_last_needs_no_end()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell(@"printf 'unix\nwindows\r\n\nend'"));
        var lines = new List<OutputLine>();
        await foreach (OutputLine line in running.Output) lines.Add(line);
        Assert.Equal(["unix", "windows", "", "end"], lines.Select(line => line.Text));
        Assert.All(lines, line => Assert.Equal(OutputSource.Output, line.Source));
    }

    [Fact]
    public async Task Output_can_be_copied_to_a_stream()
    {
        byte[] bytes = Pattern(300_000);
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(new ProcessJob("cat", []) with { Input = ProcessInput.Bytes(bytes) });
        using var copy = new MemoryStream();
        await running.Output.CopyToAsync(copy).WaitAsync(ProcessRig.Patience);
        Assert.Equal(bytes, copy.ToArray());
    }

    private static byte[] Pattern(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private async Task<string> NewFifoAsync()
    {
        string path = Path.Combine(_folder, "fifo");
        using var rig = new ProcessRig();
        await rig.RunAsync(new ProcessJob("mkfifo", [path]));
        return path;
    }
}
