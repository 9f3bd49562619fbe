using System.Diagnostics;

namespace ActorScheduler.Tests.Jobserver;

[Trait("Contract", "PORT-43")]
[Collection(SharedDescriptors.Name)]
public sealed class RealMakeTests : IDisposable
{
    private readonly Rendezvous _jobs = new();
    private int _makefiles;

    private static string Host => $"{Environment.ProcessPath} exec {typeof(RealMakeTests).Assembly.Location}";

    public void Dispose() => _jobs.Dispose();

    [Fact]
    public async Task Under_a_real_make_our_jobs_and_its_own_share_its_limit()
    {
        Task<(int Exit, string Output)> make = MakeAsync(
            $"""
            all: ours a b c d
            ours: ; +@{Host} jobserver-jobs 5 {_jobs.Folder}
            a b c d: ; {_jobs.Recipe}
            """,
            "", "-j3");

        Assert.Equal(3, await _jobs.RunAsync(jobs: 9, atOnce: 3, make));
        Assert.Equal((0, ""), await make);   // make counts its tokens at its end and would say so
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Real_makes_that_we_run_share_our_limit(int limit)
    {
        using MakeJobserver jobserver = MakeJobserver.Create(limit);
        Task all = Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            using JobserverToken token = await jobserver.AcquireAsync();
            Assert.Equal(
                (0, ""),
                await MakeAsync($"all: a b c d e\na b c d e: ; {_jobs.Recipe}\n", jobserver.MakeFlags));
        }));

        Assert.Equal(limit, await _jobs.RunAsync(jobs: 10, limit, all));
        Assert.Equal(0, jobserver.HeldTokens);
    }

    [Fact]
    public async Task A_fifo_is_understood_by_a_make_that_is_new_enough_and_refused_by_an_older_one()
    {
        using MakeJobserver jobserver = MakeJobserver.Create(2, MakeJobserverStyle.Fifo);
        (_, string version) = await RunAsync("", "--version");
        bool understands = Version.Parse(version.Split('\n')[0].Split(' ')[2] + ".0") >= new Version(4, 4);

        (int exit, string output) = await MakeAsync("all: ; @echo ran\n", jobserver.MakeFlags);

        if (understands) Assert.Equal((0, "ran\n"), (exit, output));
        else Assert.Contains("invalid --jobserver-auth string", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("return")]
    [InlineData("exit")]
    [InlineData("throw")]
    public async Task A_process_that_ends_without_returning_its_tokens_returns_them(string how)
    {
        (_, string output) = await MakeAsync($"all: ; -+@{Host} jobserver-end 3 {how}\n", "", "-j3");

        Assert.DoesNotContain("INTERNAL", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("terminate")]
    [InlineData("kill")]
    public async Task A_process_that_is_killed_loses_its_tokens_and_make_tells(string how)
    {
        (_, string output) = await MakeAsync($"all: ; -+@{Host} jobserver-end 3 {how}\n", "", "-j3");

        Assert.Contains("INTERNAL: Exiting with 1 jobserver tokens", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipe_without_the_plus_is_told_what_to_do()
    {
        (int exit, string output) = await MakeAsync($"all: ; @{Host} jobserver-jobs 1 {_jobs.Folder}\n", "", "-j3");

        Assert.NotEqual(0, exit);
        Assert.Contains("begin the line of the recipe with '+'", output, StringComparison.Ordinal);
    }

    private Task<(int Exit, string Output)> MakeAsync(string makefile, string makeFlags, params string[] options)
    {
        string path = Path.Combine(_jobs.Folder, $"Makefile-{Interlocked.Increment(ref _makefiles)}");
        File.WriteAllText(path, makefile + "\n");
        return RunAsync(makeFlags, ["--no-print-directory", "-f", path, .. options]);
    }

    private static async Task<(int Exit, string Output)> RunAsync(string makeFlags, params string[] arguments)
    {
        ProcessStartInfo start = new("make", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MAKEFLAGS"] = makeFlags;
        start.Environment["LC_ALL"] = "C";
        using Process make = Process.Start(start)!;
        Task<string> output = make.StandardOutput.ReadToEndAsync();
        Task<string> errors = make.StandardError.ReadToEndAsync();
        await make.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return (make.ExitCode, await output + await errors);
    }
}
