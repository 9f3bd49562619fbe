using System.Xml.Linq;

namespace ActorScheduler.Conventions;

/// <summary>
/// Which project may use which: <c>Cli → TestKit, Sqlite → ActorScheduler → Core</c>, and packages only where they are named here.
/// </summary>
internal static class LayerRules
{
    /// <summary>For each project of src: the projects and the packages that it may name.</summary>
    public static readonly IReadOnlyDictionary<string, Layer> Allowed =
        new Dictionary<string, Layer>(StringComparer.Ordinal)
    {
        ["ActorScheduler.Core"] = new([], []),
        ["ActorScheduler"] = new(
            ["ActorScheduler.Core"],
            ["Microsoft.Extensions.Logging.Abstractions", "Google.Protobuf", "Grpc.Tools"]),
        ["ActorScheduler.Sqlite"] = new(
            ["ActorScheduler", "ActorScheduler.Core"],
            ["Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3"]),
        ["ActorScheduler.TestKit"] = new(
            ["ActorScheduler", "ActorScheduler.Core"], ["Microsoft.Extensions.Logging.Abstractions"]),
        ["ActorScheduler.Cli"] = new(
            ["ActorScheduler.TestKit", "ActorScheduler.Sqlite", "ActorScheduler", "ActorScheduler.Core"],
            ["YamlDotNet", "Microsoft.Extensions.Logging.Abstractions"]),
    };

    /// <summary>Assemblies that come with a package named above.</summary>
    private static readonly string[] Companions =
    [
        "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Data.Sqlite", "SQLitePCLRaw.core",
        "SQLitePCLRaw.batteries_v2", "SQLitePCLRaw.provider.e_sqlite3",
    ];

    /// <summary>What a project file names that its layer may not.</summary>
    public static IEnumerable<string> Breaches(string project, XDocument file)
    {
        if (!Allowed.TryGetValue(project, out Layer? layer))
        {
            yield return $"{project}: has no layer; give it one in {nameof(LayerRules)}";
            yield break;
        }

        foreach (string name in Included(file, "ProjectReference").Select(FileName)
            .Except(layer.Projects, StringComparer.Ordinal))
            yield return $"{project} references {name}";
        foreach (string name in Included(file, "PackageReference").Except(layer.Packages, StringComparer.Ordinal))
            yield return $"{project} uses the package {name}";
        foreach (string name in Included(file, "FrameworkReference").Concat(Included(file, "Reference")))
            yield return $"{project} references {name}";
    }

    /// <summary>What a built assembly refers to that its layer may not.</summary>
    public static IEnumerable<string> Breaches(string project, IEnumerable<string> assemblies)
    {
        Layer layer = Allowed[project];
        return assemblies
            .Where(name => name != "netstandard" && !name.StartsWith("System.", StringComparison.Ordinal))
            .Except(layer.Projects, StringComparer.Ordinal)
            .Except(layer.Packages, StringComparer.Ordinal)
            .Except(layer.Packages.Count > 0 ? Companions : [], StringComparer.Ordinal)
            .Where(name => name != "Microsoft.Win32.Primitives")
            .Select(name => $"{project} refers to the assembly {name}");
    }

    private static IEnumerable<string> Included(XDocument file, string item) =>
        file.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();

    private static string FileName(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));

    internal sealed record Layer(IReadOnlyList<string> Projects, IReadOnlyList<string> Packages);
}
