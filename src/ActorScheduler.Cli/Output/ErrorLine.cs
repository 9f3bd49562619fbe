using System.Text;

namespace ActorScheduler.Cli.Output;

/// <summary>A line on standard error. One that nobody can be told is lost, and changes nothing else.</summary>
internal static class ErrorLine
{
    /// <summary>Says something of the tool itself.</summary>
    public static void Tell(string message)
    {
        using Stream error = StandardStream.OpenError();
        Write(error, $"actorscheduler: {OneLine.Of(message)}\n");
    }

    /// <summary>Writes a text that is one line or several.</summary>
    public static void Write(Stream error, string text)
    {
        try
        {
            error.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // It is closed, or its reader has gone.
        }
    }
}
