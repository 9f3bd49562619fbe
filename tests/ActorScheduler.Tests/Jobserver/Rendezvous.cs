using System.Text;
using ActorScheduler.Jobserver;

namespace ActorScheduler.Tests.Jobserver;

/// <summary>
/// Jobs that tell when they start and end only when they are told to, wherever they run; and a log of it that shows how
/// many ran at once.
/// </summary>
internal sealed class Rendezvous : IDisposable
{
    public const string JobCommand = "/bin/sh";

    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rendezvous-");
    private readonly FileStream _started;
    private readonly FileStream _go;

    public Rendezvous()
    {
        // Read a byte at a time, so that one byte lets exactly one job go.
        File.WriteAllText(
            Path.Combine(Folder, "job.sh"),
            "cd \"$1\" && echo + >> log && printf s > started && read line < go && echo - >> log\n");
        _started = OpenFifo("started");
        _go = OpenFifo("go");
    }

    public string Folder => _folder.FullName;

    /// <summary>A line of a recipe that runs one job.</summary>
    public string Recipe => $"@{JobCommand} {string.Join(' ', JobArguments(Folder))}";

    public static string[] JobArguments(string folder) => [Path.Combine(folder, "job.sh"), folder];

    /// <summary>
    /// Lets all jobs run, with so many at once: waits for those, then lets one go for each that starts.
    /// </summary>
    /// <returns>The most that ran at once.</returns>
    public async Task<int> RunAsync(int jobs, int atOnce, Task all)
    {
        for (int job = 0; job < atOnce; job++) await WaitForStartAsync();
        for (int job = atOnce; job < jobs; job++)
        {
            LetOneGo();
            await WaitForStartAsync();
        }

        for (int job = 0; job < atOnce; job++) LetOneGo();
        await all.WaitAsync(Guard);
        return MostAtOnce(jobs);
    }

    public void Dispose()
    {
        _started.Dispose();
        _go.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task WaitForStartAsync() => _started.ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(Guard);

    private void LetOneGo() => _go.Write("\n"u8);

    private int MostAtOnce(int jobs)
    {
        int running = 0;
        int most = 0;
        string[] log = File.ReadAllLines(Path.Combine(Folder, "log"), Encoding.ASCII);
        foreach (string line in log)
        {
            running += line == "+" ? 1 : -1;
            most = Math.Max(most, running);
        }

        Assert.Equal(0, running);
        Assert.Equal(2 * jobs, log.Length);
        return most;
    }

    private FileStream OpenFifo(string name)
    {
        string path = Path.Combine(Folder, name);
        Assert.Equal(0, Posix.MakeFifo(path, 0x180));
        return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }
}
