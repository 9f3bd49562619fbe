using System.Diagnostics;
using ActorScheduler.Cli.Shell;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public class SimpleCommandTests
{
    public static TheoryData<string> Builtins => new(
        ".", ":", "[", "alias", "bg", "break", "cd", "chdir", "command", "continue", "echo", "eval", "exec", "exit", "export", "fc",
        "fg", "getopts", "hash", "jobs", "kill", "local", "printf", "pwd", "read", "readonly", "return", "set", "shift", "test",
        "times", "trap", "type", "ulimit", "umask", "unalias", "unset", "wait", "source", "declare", "let", "shopt", "typeset");

    public static TheoryData<string> Keywords => new(
        "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while", "time",
        "function", "select", "[[", "coproc");

    [Theory]
    [InlineData("gzip -9 file.txt", "gzip", "-9", "file.txt")]
    [InlineData("  \t cc \t-O2   -o out/a.o ", "cc", "-O2", "-o", "out/a.o")]
    [InlineData("./configure --prefix=/usr", "./configure", "--prefix=/usr")]
    [InlineData("env A=b,c:d@e+f%g_h program", "env", "A=b,c:d@e+f%g_h", "program")]
    [InlineData("true", "true")]
    [InlineData(" false ", "false")]
    public void A_plain_line_is_split_at_blanks(string line, params string[] words) =>
        Assert.Equal(words, SimpleCommand.Split(line));

    [Fact]
    public void Every_character_that_a_shell_may_read_is_left_to_the_shell()
    {
        const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_ \t";
        for (char c = '\0'; c < 0x300; c++)
        {
            bool simple = SimpleCommand.Split($"program a{c}b") is not null;
            Assert.True(simple == Plain.Contains(c, StringComparison.Ordinal), $"character {(int)c:x4}");
        }
    }

    [Theory]
    [InlineData("a|b")]
    [InlineData("cat <in")]
    [InlineData("cat >out")]
    [InlineData("a;b")]
    [InlineData("a&")]
    [InlineData("ls *.txt")]
    [InlineData("ls ?")]
    [InlineData("ls [ab]")]
    [InlineData("ls ~/x")]
    [InlineData("cat $HOME")]
    [InlineData("cat `pwd`")]
    [InlineData("cat \"a b\"")]
    [InlineData("cat 'a b'")]
    [InlineData("cat a\\ b")]
    [InlineData("(true)")]
    [InlineData("make {a,b}")]
    [InlineData("make #x")]
    [InlineData("grep ^a b")]
    [InlineData("A=b make")]
    [InlineData("=x")]
    [InlineData("a=")]
    public void A_line_with_a_meaning_for_the_shell_is_left_to_it(string line) => Assert.Null(SimpleCommand.Split(line));

    [Theory]
    [MemberData(nameof(Builtins))]
    [MemberData(nameof(Keywords))]
    public void What_a_shell_does_itself_is_left_to_it(string word)
    {
        Assert.Null(SimpleCommand.Split(word));
        Assert.Null(SimpleCommand.Split(word + " x"));
    }

    [Theory]
    [InlineData("true --help")]
    [InlineData("false --version")]
    public void A_builtin_whose_program_answers_to_options_is_left_to_the_shell(string line) =>
        Assert.Null(SimpleCommand.Split(line));

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    public void A_blank_line_is_no_command(string line) => Assert.Null(SimpleCommand.Split(line));

    [Fact]
    public void Every_builtin_of_the_shell_at_hand_that_is_also_a_program_is_known()
    {
        const string Ask = "for f in /bin/* /usr/bin/*; do type \"${f##*/}\"; done 2>&1 | sed -n 's/ is a .*shell .*//p'";
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Ask]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string[] builtins = shell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("printf", builtins);
        Assert.All(builtins.Except(["true", "false"]), word => Assert.Null(SimpleCommand.Split(word)));
    }
}
