using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>Writes the bodies of the <c>JsonSerializerContext</c> classes of a block, as the SDK does for a project.</summary>
internal static class JsonGenerator
{
    public static Compilation Run(CSharpCompilation compilation, CSharpParseOptions options)
    {
        CSharpGeneratorDriver.Create([Load().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _);
        return complete;
    }

    private static IIncrementalGenerator Load()
    {
        string path = typeof(JsonGenerator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == nameof(JsonGenerator)).Value!;
        Type generator = Assembly.LoadFrom(path).GetTypes()
            .Single(type => type.GetCustomAttribute<GeneratorAttribute>() is not null);
        return (IIncrementalGenerator)Activator.CreateInstance(generator)!;
    }
}
