namespace ActorScheduler.Machines;

/// <summary>Reads a text from left to right and knows where it is, so that every mistake can be shown.</summary>
internal sealed class CronCursor(string text, int start, int end)
{
    private int _at = start;

    public int Position => _at;

    public bool AtEnd => _at == end;

    /// <summary>Takes a character when it is the next one; letter case does not count.</summary>
    public bool Take(char wanted)
    {
        if (AtEnd || char.ToUpperInvariant(text[_at]) != wanted) return false;
        _at++;
        return true;
    }

    /// <summary>The next character; a blank at the end.</summary>
    public char Next => AtEnd ? ' ' : text[_at];

    /// <summary>Takes the letters that come next, in upper case.</summary>
    public string TakeLetters(int most)
    {
        int from = _at;
        while (!AtEnd && _at < from + most && char.IsAsciiLetter(text[_at])) _at++;
        return text[from.._at].ToUpperInvariant();
    }

    /// <summary>Takes the digits that come next; null when there are none.</summary>
    public int? TakeNumber()
    {
        int from = _at, value = 0;
        while (!AtEnd && char.IsAsciiDigit(text[_at])) value = Math.Min(value * 10 + (text[_at++] - '0'), 1_000_000);
        return _at == from ? null : value;
    }

    public CronFormatException Mistake(string what) => Mistake(what, _at);

    public CronFormatException Mistake(string what, int position) => new(text, position, what);

    /// <summary>What stands here, for a message.</summary>
    public string Shown => AtEnd ? "the end of the field" : $"'{text[_at]}'";
}
