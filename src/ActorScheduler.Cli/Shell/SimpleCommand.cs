namespace ActorScheduler.Cli.Shell;

/// <summary>
/// Recognizes command lines for which a shell would do nothing but split at blanks and execute, so that the shell can
/// be left out, as make does. In doubt a line is not simple: the shell is always right.
/// </summary>
internal static class SimpleCommand
{
    // Reserved words and builtins of dash, bash (as sh) and POSIX. What the shell does itself must stay with the shell:
    // even `echo` and `printf` differ between the builtin and the program.
    private static readonly HashSet<string> ShellWords = new(StringComparer.Ordinal)
    {
        "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then",
        "time", "until", "while", ".", ":", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "chdir",
        "command", "compgen", "complete", "compopt", "continue", "declare", "dirs", "disown", "echo", "enable",
        "eval", "exec", "exit", "export", "fc", "fg", "getopts", "hash", "help", "history", "jobs", "kill", "let",
        "local", "logout", "mapfile", "newgrp", "popd", "printf", "pushd", "pwd", "read", "readarray", "readonly",
        "return", "set", "setvar", "shift", "shopt", "source", "suspend", "test", "times", "trap", "type", "typeset",
        "ulimit", "umask", "unalias", "unset", "wait", "wordexp",
    };

    /// <summary>The words of a simple command; null when only a shell can read the line.</summary>
    public static string[]? Split(string line)
    {
        int words = 0;
        bool inWord = false;
        foreach (char c in line)
        {
            bool blank = c is ' ' or '\t';
            if (!blank && !IsPlain(c)) return null;
            if (!blank && !inWord) words++;
            inWord = !blank;
        }

        if (words == 0) return null;
        string[] parts = Cut(line, words);
        return ShellReads(parts) ? null : parts;
    }

    private static string[] Cut(string line, int words)
    {
        var parts = new string[words];
        int at = 0;
        for (int i = 0; i < words; i++)
        {
            while (line[at] is ' ' or '\t') at++;
            int start = at;
            while (at < line.Length && line[at] is not (' ' or '\t')) at++;
            parts[i] = line[start..at];
        }

        return parts;
    }

    private static bool ShellReads(string[] parts)
    {
        string program = parts[0];
        if (program.Contains('=', StringComparison.Ordinal)) return true;      // a=b is an assignment

        // With arguments the programs print help, which the builtins never do; alone they do the same.
        if (program is "true" or "false") return parts.Length > 1;
        return ShellWords.Contains(program);
    }

    /// <summary>
    /// True for a character that means only itself to any shell. A list of what is known to be plain, not of what is
    /// special: each shell has its own specials.
    /// </summary>
    public static bool IsPlain(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '%' or '+' or ',' or '-' or '.' or '/' or ':' or '=' or '@' or '_';
}
