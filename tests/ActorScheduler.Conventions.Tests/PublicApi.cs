using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ActorScheduler.Conventions;

/// <summary>The public surface of an assembly as text: one line a member, sorted, in C# with nullability.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat TypeFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeVariance);

    private static readonly SymbolDisplayFormat MemberFormat = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        kindOptions: SymbolDisplayKindOptions.IncludeMemberKeyword,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral);

    /// <summary>The surface of an assembly that this test process has beside it.</summary>
    public static string Describe(string assembly) => Describe(ReferenceAssemblies.Of(assembly));

    /// <summary>The surface of a referenced assembly.</summary>
    public static string Describe(MetadataReference reference)
    {
        var compilation = CSharpCompilation.Create("surface", references: ReferenceAssemblies.All.Append(reference).Distinct());
        var symbol = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!;
        IEnumerable<string> types = TypesOf(symbol.GlobalNamespace)
            .OrderBy(type => type.ToDisplayString(TypeFormat), StringComparer.Ordinal)
            .Select(DescribeType);
        return string.Join("\n", types);
    }

    private static string DescribeType(INamedTypeSymbol type)
    {
        IEnumerable<string> members = type.GetMembers()
            .Where(IsSurface)
            .Select(member => "    " + DescribeMember(member))
            .Order(StringComparer.Ordinal);
        return $"{Head(type)}\n{string.Concat(members.Select(line => line + "\n"))}";
    }

    private static string Head(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Extension)
            return $"{type.ContainingType.ToDisplayString(TypeFormat)} extension({type.ExtensionParameter?.ToDisplayString(MemberFormat)})";
        string kind = type switch
        {
            { TypeKind: TypeKind.Enum } => "enum",
            { TypeKind: TypeKind.Interface } => "interface",
            { TypeKind: TypeKind.Delegate } => "delegate",
            { TypeKind: TypeKind.Struct } =>
                (type.IsReadOnly ? "readonly " : "") + (type.IsRecord ? "record struct" : "struct"),
            _ => Modifiers(type) + (type.IsRecord ? "record" : "class"),
        };
        IEnumerable<string> bases =
            BasesOf(type).Select(b => b.ToDisplayString(TypeFormat)).Order(StringComparer.Ordinal);
        string list = string.Join(", ", bases);
        return $"public {kind} {type.ToDisplayString(TypeFormat)}{(list.Length == 0 ? "" : " : " + list)}";
    }

    private static string Modifiers(INamedTypeSymbol type) => type switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsSealed: true } => "sealed ",
        _ => "",
    };

    private static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        bool plain = type.IsValueType || type.BaseType is null or { SpecialType: SpecialType.System_Object };
        IEnumerable<INamedTypeSymbol> interfaces =
            type.TypeKind == TypeKind.Enum ? [] : type.Interfaces.Where(i => IsVisible(i) && !IsOwnEquality(type, i));
        return plain ? interfaces : interfaces.Prepend(type.BaseType!);
    }

    private static bool IsOwnEquality(INamedTypeSymbol type, INamedTypeSymbol contract) =>
        type.IsRecord && contract.Name == "IEquatable"
            && SymbolEqualityComparer.Default.Equals(contract.TypeArguments[0], type);

    private static string DescribeMember(ISymbol member) =>
        member is IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } field
            ? $"{field.Name} = {field.ConstantValue}"
            : member.ToDisplayString(MemberFormat);

    /// <summary>What the compiler adds to records and what carries properties is not said twice.</summary>
    private static bool IsSurface(ISymbol member)
    {
        if (!IsVisible(member) || member is INamedTypeSymbol) return false;
        if (member is IMethodSymbol method && IsPart(method)) return false;
        if (member is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType.IsValueType: true,
            Parameters.Length: 0 })
            return false;
        return !member.GetAttributes().Any(a => a.AttributeClass?.Name == "CompilerGeneratedAttribute")
            && !(member is IPropertySymbol { Name: "EqualityContract" });
    }

    /// <summary>A part of a property or event, also where an extension's accessor is lowered to a plain method.</summary>
    private static bool IsPart(IMethodSymbol method) =>
        method.AssociatedSymbol is not null
        || method.Name.StartsWith("get_", StringComparison.Ordinal)
        || method.Name.StartsWith("set_", StringComparison.Ordinal);

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected
            or Accessibility.ProtectedOrInternal;

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        foreach (INamespaceOrTypeSymbol member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
            {
                if (!IsVisible(type)) continue;
                yield return type;
            }

            foreach (INamedTypeSymbol nested in TypesOf(member)) yield return nested;
        }
    }
}
