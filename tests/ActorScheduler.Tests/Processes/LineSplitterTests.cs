using System.Text;
using ActorScheduler.Processes;
using FsCheck;
using FsCheck.Fluent;

namespace ActorScheduler.Tests.Processes;

public class LineSplitterTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b" })]
    [InlineData("\n\r\n\n", new[] { "", "", "" })]
    [InlineData("a\rb\n", new[] { "a\rb" })]
    [InlineData("a\r", new[] { "a\r" })]
    public void Lines_end_with_LF_or_CR_LF_and_the_last_needs_no_end(string text, string[] lines)
    {
        Assert.Equal(lines, Split(Encoding.UTF8.GetBytes(text), pieces: int.MaxValue, limit: 100));
        Assert.Equal(lines, Split(Encoding.UTF8.GetBytes(text), pieces: 1, limit: 100));
    }

    [Fact]
    public void Invalid_bytes_show_as_the_replacement_character()
    {
        Assert.Equal(["a\uFFFDb", "\uFFFD"], Split([(byte)'a', 0xFF, (byte)'b', (byte)'\n', 0xE2, 0x82], pieces: 1, limit: 100));
    }

    [Fact]
    public void A_long_line_comes_in_pieces_that_cut_no_character()
    {
        Assert.Equal(["aé", "éb"], Split(Encoding.UTF8.GetBytes("aééb\n"), pieces: 1, limit: 4));
        Assert.Equal(["\U0001F600", "\U0001F600"], Split(Encoding.UTF8.GetBytes("\U0001F600\U0001F600"), pieces: 3, limit: 6));
        Assert.Equal(["abc", "d"], Split(Encoding.UTF8.GetBytes("abc\nd"), pieces: 2, limit: 3));
        Assert.Equal(["abc", "def"], Split(Encoding.UTF8.GetBytes("abcdef\r\n"), pieces: 2, limit: 3));
        Assert.Equal(["ab", "c"], Split(Encoding.UTF8.GetBytes("ab\r\nc"), pieces: 1, limit: 3));
    }

    [Fact]
    public void A_gigantic_line_is_held_only_up_to_the_limit()
    {
        var splitter = new LineSplitter();
        int pieces = 0;
        long characters = 0;
        byte[] block = new byte[64 * 1024];
        Array.Fill(block, (byte)'x');
        for (int i = 0; i < 160; i++) splitter.Push(block, Take);
        splitter.Finish(Take);
        Assert.Equal(10, pieces);
        Assert.Equal(160L * block.Length, characters);

        void Take(string piece)
        {
            pieces++;
            characters += piece.Length;
        }
    }

    [Fact]
    public void However_the_bytes_come_the_lines_are_those_of_the_text()
    {
        Gen<byte> biased = Gen.Frequency((6, Gen.Choose('a', 'c')), (2, Gen.Constant((int)'\n')), (2, Gen.Constant((int)'\r')), (1, Gen.Choose(0, 255)))
            .Select(value => (byte)value);
        Gen<(byte[], int)> cases = biased.ArrayOf().SelectMany(bytes => Gen.Choose(1, 9).Select(piece => (bytes, piece)));
        Prop.ForAll(cases.ToArbitrary(), t => Split(t.Item1, t.Item2, limit: 1000).SequenceEqual(Model(t.Item1))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pieces_hold_all_bytes_of_a_line_and_no_more_than_the_limit()
    {
        Gen<(byte[], int, int)> cases =
            from bytes in Gen.Choose('a', 'z').Select(value => (byte)value).ArrayOf()
            from piece in Gen.Choose(1, 9)
            from limit in Gen.Choose(4, 12)
            select (bytes, piece, limit);
        Prop.ForAll(cases.ToArbitrary(), t =>
        {
            List<string> pieces = Split(t.Item1, t.Item2, t.Item3);
            return string.Concat(pieces) == Encoding.UTF8.GetString(t.Item1) && pieces.TrueForAll(piece => piece.Length <= t.Item3);
        }).QuickCheckThrowOnFailure();
    }

    private static List<string> Split(byte[] bytes, int pieces, int limit)
    {
        var splitter = new LineSplitter(limit);
        var lines = new List<string>();
        for (int at = 0; at < bytes.Length; at += Math.Min(pieces, bytes.Length - at))
            splitter.Push(bytes.AsSpan(at, Math.Min(pieces, bytes.Length - at)), lines.Add);
        splitter.Finish(lines.Add);
        return lines;
    }

    private static IEnumerable<string> Model(byte[] bytes)
    {
        int start = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '\n') continue;
            int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
            yield return Encoding.UTF8.GetString(bytes, start, end - start);
            start = i + 1;
        }

        if (start < bytes.Length) yield return Encoding.UTF8.GetString(bytes, start, bytes.Length - start);
    }
}
