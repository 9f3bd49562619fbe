using System.Text;
using ActorScheduler.Cli;
using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public class PlainJobFileTests
{
    private static readonly Dictionary<string, int> Groups = new(StringComparer.Ordinal) { ["disk"] = 1, ["net"] = 2 };

    [Fact]
    public void Each_line_is_a_command_and_blanks_and_comments_are_skipped()
    {
        List<JobEntry> entries = Read("one\n\n  # a comment\n\t two 'x y'  \n#three\nfour # no comment: the shell reads it\n");
        Assert.Equal(["one", "two 'x y'  ", "four # no comment: the shell reads it"], Commands(entries));
        Assert.Equal([1, 2, 3], entries.Cast<JobSpec>().Select(job => job.Number));
        Assert.Equal([1, 4, 6], entries.Cast<JobSpec>().Select(job => job.Line));
    }

    [Fact]
    public void A_file_that_is_closed_while_it_is_read_has_ended()
    {
        var stream = new PiecesStream("one\n", "two\n");
        var file = new PlainJobFile("-", stream, Groups);
        using IEnumerator<JobEntry> entries = file.Read().GetEnumerator();
        Assert.True(entries.MoveNext());
        file.Dispose();
        Assert.False(entries.MoveNext());
    }

    [Fact]
    public void Three_dashes_are_a_barrier()
    {
        List<JobEntry> entries = Read("a\n---\nb\n --- \t\nc\n----\n");
        Assert.Equal("a|barrier|b|barrier|c|----", string.Join('|', entries.Select(e => e is JobSpec job ? job.Command : "barrier")));
    }

    [Fact]
    public void Groups_hold_until_they_are_set_anew()
    {
        List<JobEntry> entries = Read("a\n@groups disk,net\nb\nc\n@groups  net ,\nd\n@groups\ne\n");
        Assert.Equal(["", "disk,net", "disk,net", "net", ""], entries.Cast<JobSpec>().Select(job => string.Join(',', job.Groups)));
    }

    [Fact]
    public void Lines_may_end_as_on_windows_and_the_last_one_not_at_all() => Assert.Equal(["a", "b"], Commands(Read("a\r\nb")));

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_command() => Assert.Equal(["a"], Commands(Read("\ufeffa\n")));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# only this\n")]
    public void A_file_without_commands_has_no_jobs(string text) => Assert.Empty(Read(text));

    [Theory]
    [InlineData("a\n  @group disk\n", "jobs:2:3: unknown directive '@group'; did you mean '@groups'?")]
    [InlineData("@timeout 5\n", "jobs:1:1: unknown directive '@timeout'; known is '@groups'")]
    [InlineData("@groups disk, nett\n", "jobs:1:15: unknown group 'nett'; did you mean 'net'?")]
    [InlineData("@groups  x\n", "jobs:1:10: unknown group 'x'; give its limit with --group NAME=LIMIT or under 'groups:'")]
    [InlineData("ok\necho ä\0b\n", "jobs:2:7: a NUL character cannot be part of a command")]
    public void A_mistake_is_told_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<JobFileException>(() => Read(text)).Message);

    [Fact]
    public void Bytes_that_are_no_text_are_told_with_their_place()
    {
        byte[] bytes = [.. "a\necho ä"u8, 0xff, .. "b\n"u8];
        var problem = Assert.Throws<JobFileException>(() => Read(bytes));
        Assert.Equal("jobs:2:7: the byte 0xff is not valid UTF-8", problem.Message);
        problem = Assert.Throws<JobFileException>(() => Read([.. "x"u8, 0xc3]));
        Assert.Equal("jobs:1:2: the byte 0xc3 is not valid UTF-8", problem.Message);
    }

    [Fact]
    public void A_line_without_end_is_refused_before_memory_is_full()
    {
        var endless = new EndlessStream();
        var file = new PlainJobFile("jobs", endless, Groups);
        var problem = Assert.Throws<JobFileException>(() => file.Read().Count());
        Assert.Equal($"jobs:1:1: the line is longer than {LineReader.LongestLine} bytes", problem.Message);
        Assert.InRange(endless.Given, LineReader.LongestLine, 4 * LineReader.LongestLine);
    }

    [Fact]
    public void A_line_that_spans_blocks_is_read_whole()
    {
        string longLine = new('x', 200_000);
        Assert.Equal(["a", longLine, "b"], Commands(Read($"a\n{longLine}\nb\n")));
    }

    [Fact]
    public void A_command_is_given_before_the_next_line_has_come()
    {
        var slow = new PiecesStream("first\nsec", "ond\n");
        using IEnumerator<JobEntry> entries = new PlainJobFile("-", slow, Groups).Read().GetEnumerator();
        Assert.True(entries.MoveNext());
        Assert.Equal("first", ((JobSpec)entries.Current).Command);
        Assert.Equal(1, slow.PiecesGiven);
        Assert.True(entries.MoveNext());
        Assert.Equal("second", ((JobSpec)entries.Current).Command);
    }

    private static List<JobEntry> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static List<JobEntry> Read(byte[] bytes) => [.. new PlainJobFile("jobs", new MemoryStream(bytes), Groups).Read()];

    private static IEnumerable<string> Commands(List<JobEntry> entries) => entries.Cast<JobSpec>().Select(job => job.Command);
}
