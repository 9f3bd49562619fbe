using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ActorScheduler.Conventions;

/// <summary>
/// What Core may take from the base library: values, collections and text. Read from the built assembly, so that
/// neither an implicit using nor a full name hides anything.
/// </summary>
internal static class CorePurity
{
    private static readonly string[] Namespaces =
    [
        "System", "System.Collections", "System.Collections.Frozen", "System.Collections.Generic",
        "System.Collections.Immutable",
        "System.Collections.ObjectModel", "System.Diagnostics.CodeAnalysis", "System.Globalization", "System.Linq",
        "System.Numerics",
        "System.Reflection", "System.Runtime.CompilerServices", "System.Runtime.InteropServices",
        "System.Runtime.Versioning",
        "System.Text",
    ];

    /// <summary>Types of other namespaces that are values: they carry no thread, clock or file with them.</summary>
    private static readonly string[] Types =
    [
        "System.Threading.CancellationToken", "System.Threading.Timeout",
        "System.Diagnostics.DebuggerBrowsableAttribute",
        "System.Diagnostics.DebuggerBrowsableState", "System.Diagnostics.DebuggerDisplayAttribute",
        "System.Diagnostics.DebuggerHiddenAttribute", "System.Diagnostics.DebuggerStepThroughAttribute",
        "System.Diagnostics.DebuggableAttribute", "System.Diagnostics.UnreachableException",
        "System.Text.Json.Serialization.JsonIgnoreAttribute",
        "System.Buffers.Binary.BinaryPrimitives", "System.Security.Cryptography.SHA256",
    ];

    /// <summary>Types of the allowed namespaces that reach for time, chance, threads or the outside.</summary>
    private static readonly string[] Banned =
    [
        "System.Console", "System.GC", "System.Random", "System.TimeProvider", "System.AppContext", "System.AppDomain",
        "System.Activator",
    ];

    /// <summary>Facts of the machine that do not change, and what the compiler writes into iterators.</summary>
    private static readonly string[] EnvironmentMembers =
        ["get_ProcessorCount", "get_NewLine", "get_CurrentManagedThreadId"];

    private static readonly string[] ClockMembers = ["get_Now", "get_UtcNow", "get_Today", "NewGuid", "CreateVersion7"];

    public static IReadOnlyList<string> Breaches(string assemblyPath)
    {
        using var stream = File.OpenRead(assemblyPath);
        using var file = new PEReader(stream);
        MetadataReader reader = file.GetMetadataReader();
        List<string> found = [];
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            if (reader.GetTypeReference(handle).ResolutionScope.Kind == HandleKind.TypeReference) continue;    // nested
            string name = FullName(reader, handle);
            if (IsSystem(name) && !IsAllowed(reader, handle, name)) found.Add(name);
        }

        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            string type = FullName(reader, (TypeReferenceHandle)member.Parent);
            string name = reader.GetString(member.Name);
            if (IsImpure(type, name)) found.Add($"{type}.{name}");
        }

        return [.. found.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsImpure(string type, string member) => type switch
    {
        "System.Environment" => !EnvironmentMembers.Contains(member, StringComparer.Ordinal),
        "System.DateTime" or "System.DateTimeOffset" or "System.Guid" =>
            ClockMembers.Contains(member, StringComparer.Ordinal),
        _ => false,
    };

    private static bool IsSystem(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    private static bool IsAllowed(MetadataReader reader, TypeReferenceHandle handle, string name)
    {
        if (Types.Contains(name, StringComparer.Ordinal)) return true;
        if (Banned.Contains(name, StringComparer.Ordinal)) return false;
        return Namespaces.Contains(reader.GetString(reader.GetTypeReference(handle).Namespace), StringComparer.Ordinal);
    }

    private static string FullName(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? FullName(reader, (TypeReferenceHandle)type.ResolutionScope) + "." + name
            : reader.GetString(type.Namespace) + "." + name;
    }
}
