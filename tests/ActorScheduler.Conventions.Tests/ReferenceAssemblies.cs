using Microsoft.CodeAnalysis;

namespace ActorScheduler.Conventions;

/// <summary>The assemblies of this test process, as references for a compilation.</summary>
internal static class ReferenceAssemblies
{
    private static readonly Lazy<IReadOnlyList<PortableExecutableReference>> Loaded = new(Load);

    public static IReadOnlyList<PortableExecutableReference> All => Loaded.Value;

    /// <summary>One of them, by its file name without <c>.dll</c>.</summary>
    public static PortableExecutableReference Of(string assembly) =>
        All.Single(reference => Path.GetFileNameWithoutExtension(reference.FilePath) == assembly);

    private static List<PortableExecutableReference> Load()
    {
        string paths = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return [.. paths.Split(Path.PathSeparator).Where(File.Exists)
            .Select(path => MetadataReference.CreateFromFile(path))];
    }
}
