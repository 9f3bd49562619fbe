using System.Diagnostics;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>
/// A named pipe by which a job of the tool tells the test where it is, or waits for it. Opening one end waits for the
/// other.
/// </summary>
internal sealed class Fifo
{
    public Fifo(TestFolder folder, string name)
    {
        Path = folder[name];
        using var make = Process.Start("mkfifo", [Path]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }

    public string Path { get; }

    /// <summary>Opens it for what is to be written, once the tool reads it.</summary>
    public Task<StreamWriter> OpenAsync() => Task.Run(() => new StreamWriter(Path)).WaitAsync(Tool.Guard);

    /// <summary>What a job writes before it closes the pipe.</summary>
    public Task<string> ReadAsync() => Task.Run(() => File.ReadAllText(Path)).WaitAsync(Tool.Guard);

    /// <summary>Lets a job go on that waits for the pipe.</summary>
    public Task WriteAsync(string text) => Task.Run(() => File.WriteAllText(Path, text)).WaitAsync(Tool.Guard);
}
