using ActorScheduler.Cli;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public class OneLineTests
{
    [Theory]
    [InlineData("a\nb\r\t\u001b[31m", @"a\nb\r\t\x1b[31m")]
    [InlineData("a\u0085b\u2028c\u2029", @"a\x85b\u2028c\u2029")]
    [InlineData("\u202egnp.exe\u2066\ufeff", @"\u202egnp.exe\u2066\ufeff")]
    [InlineData("ü 日本 \U0001F468\u200d\U0001F469", "ü 日本 \U0001F468\u200d\U0001F469")]
    public void What_would_leave_the_line_or_turn_it_round_is_shown(string text, string line) =>
        Assert.Equal(line, OneLine.Of(text));

    [Theory]
    [InlineData("abcdef", 3, "abc…")]
    [InlineData("ab\U0001F600\U0001F600", 3, "ab\U0001F600…")]
    [InlineData("abc", 3, "abc")]
    public void Long_text_is_cut_and_never_inside_of_a_character(string text, int longest, string line) =>
        Assert.Equal(line, OneLine.Of(text, longest));
}
