namespace ActorScheduler.Conventions;

public sealed class ContractTests
{
    private const string ExemptFile = "tests/contract-exempt.txt";

    private static readonly IReadOnlyList<(string? Item, string Place)> Named =
        [.. Repository.CSharp("tests").SelectMany(ContractItems.NamedIn)];

    private static readonly IReadOnlyList<(string Item, string Reason)> Exempt =
        File.Exists(Repository.Full(ExemptFile)) ? [.. ContractItems.Exemptions(Repository.Read(ExemptFile))] : [];

    [Fact]
    public void Every_trait_names_an_item_of_the_contract() =>
        Assert.Empty(Named
            .Select(n =>
                (n.Place, Fault: n.Item is null ? "the item must be a plain text" : ContractItems.Check(n.Item)))
            .Where(n => n.Fault is not null)
            .Select(n => $"{n.Place}: {n.Fault}"));

    [Fact]
    public void Every_exemption_names_an_item_and_gives_a_reason() =>
        Assert.Empty(Exempt
            .Select(e =>
                ContractItems.Check(e.Item) ?? (e.Reason.Length < 10 ? $"'{e.Item}': say why it is exempt" : null))
            .OfType<string>());

    [Fact]
    public void No_item_is_exempt_twice() =>
        Assert.Empty(Exempt.GroupBy(e => e.Item, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void No_item_is_both_exempt_and_tested() =>
        Assert.Empty(Exempt.Select(e => e.Item).Intersect(Named.Select(n => n.Item ?? ""), StringComparer.Ordinal));

    [Theory]
    [InlineData("DUP-1", true)]
    [InlineData("DUP-36", true)]
    [InlineData("DUP-37", false)]
    [InlineData("DUP-0", false)]
    [InlineData("DUP-01", false)]
    [InlineData("dup-1", false)]
    [InlineData("NONE-1", false)]
    public void An_item_is_a_system_and_a_number_that_it_has(string item, bool known) =>
        Assert.Equal(known, ContractItems.Check(item) is null);

    [Fact]
    public void Traits_and_exemptions_are_read_as_written()
    {
        SourceFile file = SourceFile.FromText("t.cs", """
            class T
            {
                [Fact]
                [Trait("Contract", "PORT-3"), Trait("Other", "PORT-4")]
                void M() { }

                [Trait("Contract", nameof(T))]
                void N() { }
            }
            """);
        Assert.Equal([("PORT-3", "t.cs:4"), (null, "t.cs:7")], ContractItems.NamedIn(file));
        Assert.Equal(
            [("DUP-3", "there is no such call"), ("DUP-4", "")],
            ContractItems.Exemptions("# of duplicity\nDUP-3  there is no such call\n\nDUP-4\n"));
    }
}
