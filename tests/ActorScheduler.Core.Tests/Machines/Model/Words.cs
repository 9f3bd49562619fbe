using System.Runtime.CompilerServices;

namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>An interpolated text that is put together only when somebody wants to read it.</summary>
[InterpolatedStringHandler]
internal ref struct Words
{
    private DefaultInterpolatedStringHandler _text;

    public Words(int literals, int holes, bool unwanted, out bool wanted)
    {
        wanted = !unwanted;
        _text = wanted ? new DefaultInterpolatedStringHandler(literals, holes) : default;
    }

    public Words(int literals, int holes, Book book, out bool wanted)
        : this(literals, holes, !book.TakesNotes, out wanted)
    {
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string Text => _text.ToStringAndClear();
}
