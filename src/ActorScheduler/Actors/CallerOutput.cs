using System.Text;

namespace ActorScheduler.Actors;

/// <summary>
/// Stands in for the console's writer and gives what a Caller's code writes to that Caller's tap first.
/// </summary>
internal sealed class CallerOutput : TextWriter
{
    private static readonly Lock Gate = new();

    [ThreadStatic]
    private static bool _inTap;

    private readonly TextWriter _console;
    private readonly OutputSource _source;
    private TextWriter? _installed;     // what the console made of this writer

    private CallerOutput(TextWriter console, OutputSource source)
        : base(console.FormatProvider)
    {
        _console = console;
        _source = source;
    }

    private static CallerOutput? _output;
    private static CallerOutput? _error;

    public override Encoding Encoding => _console.Encoding;

    /// <summary>Puts itself in front of the console's writers, where it is not there already.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (_output is null || Console.Out != _output._installed)
            {
                _output = new CallerOutput(Console.Out, OutputSource.Output);
                Console.SetOut(_output);
                _output._installed = Console.Out;
            }

            if (_error is null || Console.Error != _error._installed)
            {
                _error = new CallerOutput(Console.Error, OutputSource.Error);
                Console.SetError(_error);
                _error._installed = Console.Error;
            }
        }
    }

    public override void Write(char value)
    {
        if (!Tap([value])) _console.Write(value);
    }

    public override void Write(string? value)
    {
        if (!Tap(value)) _console.Write(value);
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (!Tap(buffer)) _console.Write(buffer);
    }

    public override void WriteLine(string? value)
    {
        // One piece, so that lines of several Callers do not mix.
        if (FindTap() is null) _console.WriteLine(value);
        else Write(value + CoreNewLine.AsSpan().ToString());
    }

    public override void Flush() => _console.Flush();

    private static CallerCore? FindTap()
    {
        if (_inTap) return null;
        CallerCore? caller = CallerCore.OnThread ?? AmbientJob.Owner as CallerCore;
        return caller?.OutputTap is null ? null : caller;
    }

    private bool Tap(ReadOnlySpan<char> text)
    {
        if (FindTap() is not { OutputTap: { } tap } caller) return false;
        _inTap = true;
        try
        {
            return tap.Write(caller.Caller, _source, text);
        }
        catch (Exception e)
        {
            caller.ReportFailure("The output tap", e);
            return false;
        }
        finally
        {
            _inTap = false;
        }
    }
}
