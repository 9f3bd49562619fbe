using System.Reflection;
using System.Xml.Linq;

namespace ActorScheduler.Conventions;

public sealed class LayerTests
{
    public static TheoryData<string> Projects =>
        [.. Repository.Files("src", "*.csproj").Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_names_only_what_its_layer_may(string project) =>
        Assert.Empty(LayerRules.Breaches(project, XDocument.Load(Repository.Full($"src/{project}/{project}.csproj"))));

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_refers_only_to_what_its_layer_may(string project) =>
        Assert.Empty(LayerRules.Breaches(project, ReferencesOf(project)));

    [Fact]
    public void Every_layer_has_its_project() =>
        Assert.Equal(LayerRules.Allowed.Keys.Order(StringComparer.Ordinal), ProjectNames());

    [Fact]
    public void Core_has_no_task_thread_clock_chance_or_file() =>
        Assert.Empty(CorePurity.Breaches(PathOf("ActorScheduler.Core")));

    [Fact]
    public void The_look_into_an_assembly_sees_its_tasks_and_files()
    {
        IReadOnlyList<string> found = CorePurity.Breaches(typeof(LayerTests).Assembly.Location);
        Assert.Contains("System.Threading.Tasks.Task", found);
        Assert.Contains("System.IO.File", found);
    }

    [Fact]
    public void A_reference_upwards_is_found()
    {
        var file = XDocument.Parse(
            "<P><ProjectReference Include='../ActorScheduler.Cli/ActorScheduler.Cli.csproj' /></P>");
        Assert.Equal(["ActorScheduler references ActorScheduler.Cli"], LayerRules.Breaches("ActorScheduler", file));
        Assert.Equal(
            ["ActorScheduler.Core refers to the assembly ActorScheduler"],
            LayerRules.Breaches("ActorScheduler.Core", ["System.Linq", "ActorScheduler"]));
    }

    private static IEnumerable<string> ProjectNames() =>
        Repository.Files("src", "*.csproj").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> ReferencesOf(string project) =>
        Assembly.LoadFrom(PathOf(project)).GetReferencedAssemblies().Select(name => name.Name!);

    private static string PathOf(string project) => Path.Combine(AppContext.BaseDirectory, project + ".dll");
}
