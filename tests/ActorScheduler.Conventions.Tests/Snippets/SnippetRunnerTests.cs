namespace ActorScheduler.Conventions.Snippets;

/// <summary>The runner is only worth something when it fails: each way in which a block can be wrong.</summary>
[Collection(OneAtATime.Name)]
public sealed class SnippetRunnerTests
{
    [Fact]
    public Task A_block_that_prints_what_the_page_says_passes() => RunAsync("""
        <!-- uses: greeting -->
        <!-- prints:
        hello 42
        done
        -->
        ```csharp
        using System.Globalization;
        Console.WriteLine(greeting + " " + new Answer(42).Value.ToString(CultureInfo.InvariantCulture));
        await Task.Yield();
        Console.WriteLine("done");
        record Answer(int Value);
        ```
        """);

    [Fact]
    public Task A_block_that_ends_with_the_exception_of_the_page_passes() =>
        RunAsync("<!-- throws: FormatException -->\n\n```csharp\nConsole.WriteLine(int.Parse(\"x\"));\n```");

    [Fact]
    public Task A_block_that_does_not_compile_fails_with_its_line() =>
        FailsAsync("Text.\n```csharp\nvar a = 1;\nConsole.WriteLine(Missing(a));\n```", "page.md:4: CS0103");

    [Fact]
    public Task A_block_that_does_not_parse_fails_with_its_line() =>
        FailsAsync("```csharp\nint a = ;\n```", "page.md:2: CS1525");

    [Fact]
    public Task A_block_that_prints_something_else_fails() =>
        FailsAsync("<!-- prints: 42 -->\n```csharp\nConsole.WriteLine(41);\n```", "should print\n42\nand printed\n41");

    [Fact]
    public Task A_block_that_throws_fails() =>
        FailsAsync("```csharp\nthrow new InvalidOperationException(\"broken\");\n```",
            "page.md:2: failed: System.InvalidOperationException: broken");

    [Fact]
    public Task A_block_that_does_not_throw_what_the_page_says_fails() =>
        FailsAsync("<!-- throws: FormatException -->\n```csharp\nConsole.WriteLine();\n```",
            "should end with FormatException and did with none");

    [Fact]
    public Task A_block_that_takes_something_silently_as_given_fails() =>
        FailsAsync("```csharp\nConsole.WriteLine(greeting);\n```", "takes greeting as given");

    [Fact]
    public Task A_block_that_names_something_that_it_does_not_use_fails() =>
        FailsAsync("<!-- uses: greeting -->\n```csharp\nConsole.WriteLine();\n```", "does not use greeting");

    [Fact]
    public Task An_unknown_note_fails() =>
        FailsAsync("<!-- print: 1 -->\n```csharp\nConsole.WriteLine(1);\n```", "no note is called 'print'");

    [Fact]
    public void Notes_belong_to_the_fence_below_them_only()
    {
        IReadOnlyList<Snippet> found = MarkdownPage.Snippets("page.md", """
            <!-- prints: 1 -->
            Text between.
            ```csharp
            A();
            ```

            - in a list
              <!-- run -->
              ```sh
              make \
                all
              ```
            """);
        Assert.Collection(
            found,
            first => Assert.Empty(first.Notes),
            second =>
            {
                Assert.Equal(("sh", "make \\\n  all", 10), (second.Language, second.Code, second.Line));
                Assert.True(second.Notes.ContainsKey("run"));
            });
    }

    private static async Task FailsAsync(string page, string message)
    {
        SnippetException failure = await Assert.ThrowsAsync<SnippetException>(() => RunAsync(page));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    private static Task RunAsync(string page) =>
        SnippetRunner.RunAsync(Assert.Single(MarkdownPage.Snippets("page.md", page)));
}
