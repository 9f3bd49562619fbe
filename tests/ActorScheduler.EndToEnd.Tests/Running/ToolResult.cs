using System.Text;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>How a run of the tool ended.</summary>
internal sealed record ToolResult(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
