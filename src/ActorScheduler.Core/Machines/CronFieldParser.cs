namespace ActorScheduler.Machines;

/// <summary>Reads one field: a list of values, ranges and steps, and what only the two fields of days know.</summary>
internal sealed class CronFieldParser(CronCursor cursor, CronField field)
{
    /// <summary>True when a star or a step was read.</summary>
    public bool HasStarOrStep { get; private set; }

    /// <summary>Reads a field that is a plain list: bit n for value n.</summary>
    public ulong ReadValues()
    {
        ulong values = 0;
        ReadList(() => values |= ReadItem());
        return values;
    }

    public CronDays ReadDays()
    {
        bool star = BeginsWithStar();
        var days = new CronDays { HasStar = star };
        ReadList(() => days = ReadDay(days));
        return days;
    }

    public CronWeekdays ReadWeekdays()
    {
        bool star = BeginsWithStar();
        var days = new CronWeekdays { HasStar = star };
        ReadList(() => days = ReadWeekday(days));
        return days;
    }

    private bool BeginsWithStar() => cursor.Next is '*' or '?';

    private void ReadList(Action readItem)
    {
        do readItem();
        while (cursor.Take(','));
        if (!cursor.AtEnd) throw cursor.Mistake($"{cursor.Shown} does not belong into the {field.Noun}");
    }

    private CronDays ReadDay(CronDays days)
    {
        int at = cursor.Position;
        if (cursor.Take('L'))
        {
            if (cursor.Take('W')) return days with { LastWeekday = true };
            int before = cursor.Take('-') ? ReadNumber("number of days before the last one", 1, field.Max - 1) : 0;
            return days with { FromEnd = days.FromEnd | 1u << before };
        }

        ulong values = ReadItem();
        if (!cursor.Take('W')) return days with { Numbers = days.Numbers | (uint)values };
        if (ulong.PopCount(values) == 1) return days with { Nearest = days.Nearest | (uint)values };
        throw cursor.Mistake("W stands behind a single day", at);
    }

    private CronWeekdays ReadWeekday(CronWeekdays days)
    {
        int at = cursor.Position;
        ulong values = ReadItem();
        bool last = cursor.Take('L');
        if (!last && !cursor.Take('#')) return days with { All = days.All | (uint)values };
        if (ulong.PopCount(values) != 1)
            throw cursor.Mistake($"{(last ? "L" : "#")} stands behind a single day of the week", at);
        if (last) return days with { Last = days.Last | (uint)values };
        int week = ReadNumber("number behind #", 1, 5);
        return days with { Nth = days.Nth | values << (7 * (week - 1)) };
    }

    private ulong ReadItem()
    {
        if (cursor.Take('?'))
        {
            if (field != CronField.Day && field != CronField.Weekday)
                throw cursor.Mistake($"'?' has no meaning in the {field.Noun}: write '*'", cursor.Position - 1);
            return Values(field.Min, field.Max, 1);
        }

        if (cursor.Take('*'))
        {
            HasStarOrStep = true;
            return Values(field.Min, field.Max, ReadStep() ?? 1);
        }

        int first = ReadValue();
        int? last = cursor.Take('-') ? ReadValue() : null;
        int? step = ReadStep();
        HasStarOrStep |= step is not null;
        if (last is null && step is not null) last = field.Max;
        return Values(first, last ?? first, step ?? 1);
    }

    private int ReadValue()
    {
        int at = cursor.Position;
        if (cursor.TakeNumber() is { } number) return Check(number, field.Noun, field.Min, field.MaxWritten, at);
        // A name has three letters: what follows them may be the L of FRIL.
        string letters = cursor.TakeLetters(most: 3);
        int index = Array.IndexOf(field.Names, letters);
        if (index >= 0) return field.Min + index;
        if (letters.Length == 0) throw cursor.Mistake($"A {field.Noun} is missing before {cursor.Shown}");
        string known = field.Names.Length == 0 ? "has no names" : $"is one of {string.Join(", ", field.Names)}";
        throw cursor.Mistake($"'{letters}' is no {field.Noun}: it {known}, or a number", at);
    }

    private int? ReadStep() => cursor.Take('/') ? ReadNumber($"step of the {field.Noun}", 1, field.Count - 1) : null;

    private int ReadNumber(string noun, int min, int max)
    {
        int at = cursor.Position;
        int number = cursor.TakeNumber() ?? throw cursor.Mistake($"A number is missing before {cursor.Shown}");
        return Check(number, noun, min, max, at);
    }

    private int Check(int number, string noun, int min, int max, int at)
    {
        if (number >= min && number <= max) return number;
        throw cursor.Mistake($"The {noun} is a number from {min} to {max}", at);
    }

    // A range that ends before it begins goes on at the smallest value.
    private ulong Values(int first, int last, int step)
    {
        if (last < first) last += field.Count;
        ulong values = 0;
        for (int value = first; value <= last; value += step)
            values |= 1ul << (value > field.Max ? value - field.Count : value);
        return values;
    }
}
