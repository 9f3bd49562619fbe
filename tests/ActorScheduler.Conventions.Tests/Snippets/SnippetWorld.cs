using System.Globalization;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>
/// What the blocks of the pages take as given. A block that uses one of these members names it in its <c>uses</c>
/// note, so that a reader of the page's source sees what is not in the block. Lower-case names, because they stand for
/// a reader's locals.
/// </summary>
public abstract class SnippetWorld : IAsyncDisposable
{
    private SchedulerNode? _node;
    private Scheduler? _scheduler;
    private Caller? _caller;

    /// <summary>Runs the statements of the block.</summary>
    public abstract Task RunAsync();

    /// <summary>Makes what the block takes as given; called before <see cref="RunAsync"/>, in the folder that it runs in.</summary>
    public async Task PrepareAsync()
    {
        _node = await SchedulerNode.StartAsync();
        _scheduler = _node.CreateScheduler("given", new() { MaxJobs = 4 });
        _caller = _node.CreateCaller("given");
        Directory.CreateDirectory(sourceFolder);
        await File.WriteAllTextAsync(Path.Combine(sourceFolder, "Makefile"), "all:\n\t@echo built\n");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        GC.SuppressFinalize(this);
    }

#pragma warning disable IDE1006 // these names stand for locals of a reader's program

    /// <summary>Text for the tests of the runner itself.</summary>
    protected static string greeting => "hello";

    /// <summary>A node that runs.</summary>
    protected SchedulerNode node => _node!;

    /// <summary>A scheduler of that node; four jobs at once.</summary>
    protected Scheduler scheduler => _scheduler!;

    /// <summary>A Caller of that node, with a thread of its own.</summary>
    protected Caller caller => _caller!;

    /// <summary>Something that only one thread may touch.</summary>
    protected static SnippetModel model { get; } = new();

    /// <summary>A token that nobody cancels.</summary>
    protected static CancellationToken ct => CancellationToken.None;

    /// <summary>Where a page is.</summary>
    protected static string url => "/index";

    /// <summary>Stands for a client of a web server.</summary>
    protected static Web http { get; } = new();

    /// <summary>Names of things to upload.</summary>
    protected static IReadOnlyList<string> volumes => ["a", "b", "c"];

    /// <summary>Addresses of pages, the quickest first.</summary>
    protected static IReadOnlyList<string> urls => ["a", "b"];

    /// <summary>A folder with a Makefile whose only goal prints <c>built</c>.</summary>
    protected static string sourceFolder => Path.GetFullPath("app");

    /// <summary>Jobs as values, made one by one.</summary>
    protected static IEnumerable<Job> packages => volumes.Select(name => Job.Shell($"echo {name}"));

#pragma warning restore IDE1006

    /// <summary>Stands for a slow piece of input and output.</summary>
    protected static async Task UploadAsync(string volume, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Stands for slow work on what was fetched.</summary>
    protected static async Task ReindexAsync(JobContext job) => await Task.Yield();

    /// <summary>Gives a page for any address, from no server.</summary>
    protected sealed class Web
    {
        /// <summary>The text at an address.</summary>
        public async Task<string> GetStringAsync(string address, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return "page " + address;
        }
    }

    /// <summary>Stands for what comes after all uploads.</summary>
    protected static Task WriteManifestAsync(JobContext job) => File.WriteAllTextAsync("manifest", job.JobId.ToString());

    /// <summary>Computes until it is canceled.</summary>
    protected static int Compute(JobContext job)
    {
        job.CancellationToken.WaitHandle.WaitOne();
        job.CancellationToken.ThrowIfCancellationRequested();
        return 0;
    }

    /// <summary>Loads one half.</summary>
    protected static string LoadLeft() => "left";

    /// <summary>Loads the other half, slowly.</summary>
    protected static string LoadRight() => "right";

    /// <summary>Joins both halves.</summary>
    protected static void Merge(string left, string right) => Console.WriteLine($"{left} and {right}");

    /// <summary>Fetches a page; the second one comes when the first was shown.</summary>
    protected static Page Download(string url)
    {
        if (url != urls[0]) FirstShown.Wait();
        return new Page($"page of {url}");
    }

    /// <summary>Shows a page.</summary>
    protected static void Show(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        Console.WriteLine(page.Text);
        FirstShown.Set();
    }

    /// <summary>A fetched page.</summary>
    protected sealed record Page(string Text);

    private static readonly ManualResetEventSlim FirstShown = new();

    /// <summary>Takes note of a job's end.</summary>
    protected static void Report(JobExit exit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{exit.Outcome} {exit.ExitCode}"));

    /// <summary>Writes a file of so many bytes.</summary>
    protected static Task WriteInputAsync(string path, int bytes) => File.WriteAllBytesAsync(path, new byte[bytes]);
}
