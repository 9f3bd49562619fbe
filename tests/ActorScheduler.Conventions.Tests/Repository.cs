namespace ActorScheduler.Conventions;

/// <summary>Where the sources are that the tests of this project look at.</summary>
internal static class Repository
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>The folder of the solution file, found upwards from the test assembly.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All C# sources below a folder of the repository, build products left out.</summary>
    public static IReadOnlyList<SourceFile> CSharp(string folder) =>
        [.. Files(folder, "*.cs").Select(SourceFile.Read)];

    /// <summary>Files below a folder of the repository as paths relative to its root, with <c>/</c>, sorted.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        string start = Path.Combine(Root, folder);
        if (!Directory.Exists(start)) return [];
        return
        [
            .. Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
                .Where(path => !path.Split(Separators).Any(part => part is "bin" or "obj"))
                .Order(StringComparer.Ordinal),
        ];
    }

    public static string Full(string relativePath) => Path.Combine(Root, relativePath);

    public static string Read(string relativePath) => File.ReadAllText(Full(relativePath));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ActorScheduler.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No ActorScheduler.sln above {AppContext.BaseDirectory}.");
    }
}
