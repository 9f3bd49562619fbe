using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>The built tool, as a process of its own.</summary>
internal sealed partial class Tool : IDisposable
{
    /// <summary>Long enough for a busy machine; a test that needs it is broken.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(120);

    // The published program, when the tests are told its full path; else what was built with them.
    private static readonly string[] Command = Environment.GetEnvironmentVariable("ACTORSCHEDULER_TOOL") is { Length: > 0 } published
        ? [published]
        : ["dotnet", Path.Join(AppContext.BaseDirectory, "ActorScheduler.Cli.dll")];

    private readonly Process _process;
    private readonly Task<byte[]> _output;
    private readonly Task<byte[]> _error;
    private readonly WatchedText _outputText = new();
    private readonly WatchedText _errorText = new();

    private Tool(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _output = ReadAsync(_process.StandardOutput.BaseStream, _outputText);
        _error = ReadAsync(_process.StandardError.BaseStream, _errorText);
    }

    public int ProcessId => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>The first line of its standard output, as soon as it has come.</summary>
    public Task<string> FirstLine => FirstLineAsync();

    /// <summary>Its standard output so far, as soon as it has a text in it.</summary>
    public Task<string> Output(string text) => _outputText.WaitFor(text).WaitAsync(Guard);

    /// <summary>Its standard error so far, as soon as it has a text in it.</summary>
    public Task<string> Error(string text) => _errorText.WaitFor(text).WaitAsync(Guard);

    /// <summary>Runs the tool to its end with a text as standard input.</summary>
    public static async Task<ToolResult> RunAsync(string folder, string input, params string[] arguments)
    {
        using Tool tool = Start(folder, arguments);
        await tool.Input.WriteAsync(input);
        return await tool.EndAsync();
    }

    /// <summary>Starts it in a folder.</summary>
    public static Tool Start(string folder, params string[] arguments) => new(StartInfo(folder, Command[0], [.. Command[1..], .. arguments]));

    /// <summary>Starts a shell command in which <c>$TOOL</c> stands for the tool.</summary>
    public static Tool Shell(string folder, string command)
    {
        ProcessStartInfo start = StartInfo(folder, "/bin/sh", ["-c", command]);
        start.Environment["TOOL"] = string.Join(' ', Command);
        return new Tool(start);
    }

    /// <summary>Copies the tool without the libraries of the system that belong to it; gives a shell's command for the copy.</summary>
    public static string CopyAlone(string folder)
    {
        string program = Command[^1];
        string[] files = Command.Length == 1
            ? [program]
            : [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll"), Path.ChangeExtension(program, "runtimeconfig.json")];
        foreach (string file in files) File.Copy(file, Path.Join(folder, Path.GetFileName(file)));
        return string.Join(' ', [.. Command[..^1], Path.Join(folder, Path.GetFileName(program))]);
    }

    /// <summary>Ends its standard input and waits for it.</summary>
    public async Task<ToolResult> EndAsync()
    {
        Input.Close();
        return await WaitAsync();
    }

    /// <summary>Waits for it; its standard input stays open.</summary>
    public async Task<ToolResult> WaitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Guard);
        return new ToolResult(_process.ExitCode, await _output.WaitAsync(Guard), Encoding.UTF8.GetString(await _error.WaitAsync(Guard)));
    }

    public void Signal(int signal) => Assert.Equal(0, SendSignal(ProcessId, signal));

    /// <summary>False for a process that has ended, also when nobody has collected it yet.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            string status = File.ReadAllText($"/proc/{processId}/stat");
            return status[(status.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>True when this process, and so the tool, was started to ignore a signal.</summary>
    public static bool Ignores(int signal)
    {
        string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (Convert.ToUInt64(mask.Split('\t')[1], 16) >> (signal - 1) & 1) != 0;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task<string> FirstLineAsync()
    {
        string text = await Output("\n");
        return text[..text.IndexOf('\n', StringComparison.Ordinal)];
    }

    private static ProcessStartInfo StartInfo(string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("MAKEFLAGS");
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private static async Task<byte[]> ReadAsync(Stream stream, WatchedText watched)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            bytes.Write(buffer, 0, read);
            watched.Grow(() => Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        }

        watched.End();
        return bytes.ToArray();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int SendSignal(int processId, int signal);
}
