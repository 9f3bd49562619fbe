using System.Reflection;
using System.Runtime.Loader;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>
/// Compiles a block, runs it in a folder of its own and compares what it did with what the page says. It redirects the
/// console and the current folder of the process: one at a time.
/// </summary>
internal static class SnippetRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="SnippetException">The block does not compile, fails, or prints something else than the page
    /// says.</exception>
    public static async Task RunAsync(Snippet snippet)
    {
        byte[] image = SnippetCompiler.Compile(snippet);
        var context = new AssemblyLoadContext(snippet.Place, isCollectible: true);
        Assembly assembly = context.LoadFromStream(new MemoryStream(image));
        Type type = assembly.GetTypes().Single(t => t.IsSubclassOf(typeof(SnippetWorld)));

        string before = Directory.GetCurrentDirectory();
        string folder = Directory.CreateTempSubdirectory("snippet-").FullName;
        TextWriter console = Console.Out;
        var output = new StringWriter();
        Directory.SetCurrentDirectory(folder);
        Console.SetOut(TextWriter.Synchronized(output));
        try
        {
            Exception? thrown = await RunAsync((SnippetWorld)Activator.CreateInstance(type)!);
            CheckThrown(snippet, thrown);
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
            Directory.Delete(folder, recursive: true);
            context.Unload();
        }

        CheckPrinted(snippet, output.ToString());
    }

    private static async Task<Exception?> RunAsync(SnippetWorld world)
    {
        await using (world)
        {
            await world.PrepareAsync();
            try
            {
                await world.RunAsync().WaitAsync(Patience);
                return null;
            }
#pragma warning disable CA1031 // whatever the block throws is what the page must say
            catch (Exception thrown)
            {
                return thrown;
            }
#pragma warning restore CA1031
        }
    }

    private static void CheckThrown(Snippet snippet, Exception? thrown)
    {
        if (thrown?.GetType().Name == snippet.Throws) return;
        throw new SnippetException(
            snippet.Throws is null
                ? $"{snippet.Place}: failed: {thrown}"
                : $"{snippet.Place}: should end with {snippet.Throws} and did with {thrown?.ToString() ?? "none"}",
            thrown);
    }

    private static void CheckPrinted(Snippet snippet, string output)
    {
        string actual = output.ReplaceLineEndings("\n").TrimEnd();
        if (snippet.Prints is { } expected && expected != actual)
            throw new SnippetException($"{snippet.Place}: should print\n{expected}\nand printed\n{actual}");
    }
}
