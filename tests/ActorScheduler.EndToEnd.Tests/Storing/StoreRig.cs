using ActorScheduler.EndToEnd.Tests.Running;

namespace ActorScheduler.EndToEnd.Tests.Storing;

/// <summary>A store in a folder of its own, and the tool's commands on it.</summary>
internal sealed class StoreRig : IDisposable
{
    public const int Kill = 9;
    public const int Stop = 19;
    public const int Continue = 18;
    public const int Terminate = 15;

    private readonly List<Tool> _nodes = [];

    public TestFolder Folder { get; } = new();

    /// <summary>Runs a command on the store to its end.</summary>
    public Task<ToolResult> RunAsync(string verb, params string[] arguments) =>
        Tool.RunAsync(Folder.Path, "", [verb, "--store", "jobs.db", .. arguments]);

    /// <summary>Runs a command that must succeed, and gives its output.</summary>
    public async Task<string> DoAsync(string verb, params string[] arguments)
    {
        ToolResult result = await RunAsync(verb, arguments);
        Assert.True(result.ExitCode == 0, $"{verb}: {result.ExitCode} {result.Output} {result.Error}");
        return result.Output;
    }

    /// <summary>Submits a shell command; gives its id.</summary>
    public async Task<string> SubmitAsync(string command, params string[] options) =>
        (await DoAsync("submit", [.. options, "--", "sh", "-c", command])).Trim();

    /// <summary>Starts a node, and waits until it has taken over.</summary>
    public async Task<Tool> StartAsync(params string[] options)
    {
        Tool node = Tool.Start(Folder.Path, ["node", "--store", "jobs.db", .. options]);
        _nodes.Add(node);
        await node.Error("ready, ");
        return node;
    }

    /// <summary>Ends a node by a signal; gives how it ended.</summary>
    public static async Task<ToolResult> EndAsync(Tool node, int signal = Terminate)
    {
        node.Signal(signal);
        return await node.WaitAsync();
    }

    /// <summary>Waits for the end of a job, as another client does who submits something behind it.</summary>
    public async Task<ToolResult> WaitAsync(string job) => await RunAsync("submit", "--after", job, "--wait", "--", "true");

    /// <summary>The state of a job.</summary>
    public async Task<string> StateAsync(string job) =>
        (await DoAsync("status", job)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    public void Dispose()
    {
        foreach (Tool node in _nodes) node.Dispose();
        Folder.Dispose();
    }
}
