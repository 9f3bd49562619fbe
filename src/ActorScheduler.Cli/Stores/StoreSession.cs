using System.Text;
using ActorScheduler.Cli.Output;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Stores;

/// <summary>A store that a command has opened, and where it writes what it finds.</summary>
internal sealed class StoreSession : IAsyncDisposable
{
    /// <summary>The scheduler of a node that was given no other name.</summary>
    public const string DefaultScheduler = "default";

    private readonly SqliteStore _store;
    private readonly StreamWriter _output = new(StandardStream.OpenOutput(), new UTF8Encoding(false));
    private readonly Dictionary<string, SchedulerView> _views = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _names;

    private StoreSession(SqliteStore store, string? scheduler, TimeProvider time)
    {
        (_store, Scheduler, Time) = (store, scheduler, time);
        Client = new StoreClient(store, time, (ulong)new Random().NextInt64(1, long.MaxValue));
    }

    public IStore Store => _store;

    /// <summary>The file.</summary>
    public string Path => _store.Path;

    public StoreClient Client { get; }

    public TimeProvider Time { get; }

    /// <summary>The scheduler that was named; null when none was.</summary>
    public string? Scheduler { get; }

    /// <summary>Standard output.</summary>
    public TextWriter Output => _output;

    /// <summary>Ticks of now.</summary>
    public long Now => Time.GetUtcNow().UtcTicks;

    /// <summary>Opens the store that the arguments name.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="create">True when a file that is not there is made; otherwise that is a mistake.</param>
    /// <param name="check">True to look through the whole file for damage.</param>
    /// <exception cref="UsageException">There is none.</exception>
    /// <exception cref="StoreException">It cannot be used.</exception>
    public static StoreSession Open(VerbArguments arguments, bool create = false, bool check = false)
    {
        string path = PathOf(arguments);
        if (!create && !File.Exists(path)) throw new UsageException($"no such store: '{OneLine.Of(path)}'");
        string? folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
        if (!Directory.Exists(folder)) throw new UsageException($"cannot make '{OneLine.Of(path)}': no such directory");
        SqliteStore store = SqliteStore.Open(path, new SqliteStoreOptions { CheckIntegrity = check });
        return new StoreSession(store, arguments.NonEmpty("--scheduler"), TimeProvider.System);
    }

    /// <summary>The file that the arguments name.</summary>
    /// <exception cref="UsageException">They name none, or a directory.</exception>
    public static string PathOf(VerbArguments arguments)
    {
        string path = arguments.NonEmpty("--store")
            ?? throw new UsageException($"{arguments.Verb} needs --store FILE");
        return !Directory.Exists(path) ? path : throw new UsageException($"'{OneLine.Of(path)}' is a directory");
    }

    /// <summary>Says in one line what is wrong.</summary>
    public void Complain(string problem) => ErrorLine.Tell(problem);

    /// <summary>The schedulers to look at: the one that was named, or all.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync() => _names ??= Scheduler is { } name
        ? [name]
        : await ListAsync().ConfigureAwait(false);

    /// <summary>The schedulers that the store knows.</summary>
    public Task<IReadOnlyList<string>> ListAsync() => SchedulerView.ListAsync(Store, CancellationToken.None);

    /// <summary>What the store says of a scheduler, read once.</summary>
    public async Task<SchedulerView> ViewAsync(string scheduler)
    {
        if (_views.TryGetValue(scheduler, out SchedulerView? known)) return known;
        SchedulerView view =
            await SchedulerView.ReadAsync(Store, scheduler, CancellationToken.None).ConfigureAwait(false);
        return _views[scheduler] = view;
    }

    /// <summary>Finds the job that a word or a key names; complains and gives null when there is none.</summary>
    public async Task<JobView?> FindAsync(JobWord job)
    {
        foreach (string name in await NamesAsync().ConfigureAwait(false))
        {
            SchedulerView view = await ViewAsync(name).ConfigureAwait(false);
            JobView found = await view.FindAsync(job.IdOn(name), CancellationToken.None).ConfigureAwait(false);
            if (found.Place != JobPlace.Unknown) return found;
        }

        string place = Scheduler is { } scheduler ? $"scheduler '{scheduler}' of '{Path}'" : $"'{Path}'";
        Complain($"{place} knows no job {job}");
        return null;
    }

    /// <summary>Writes what is left and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _output.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await _store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
