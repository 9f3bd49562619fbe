namespace ActorScheduler.Conventions;

/// <summary>Rules are broken on purpose around the machine, in tests: what users run has no switch for it.</summary>
public sealed class TestSeamTests
{
    private static readonly string[] Words = ["Saboteur", "Sabotage", "Simulation", "TestKit", "UnderTest", "Xunit"];

    [Theory]
    [InlineData("src/ActorScheduler")]
    [InlineData("src/ActorScheduler.Core")]
    public void Code_that_users_run_does_not_ask_whether_a_test_runs(string folder) =>
        Assert.Empty(
            from file in Repository.CSharp(folder)
            from token in file.Syntax.DescendantTokens()
            where Array.Exists(Words, word => token.Text.Contains(word, StringComparison.Ordinal))
            select $"{file.Path}: {token.Text}");
}
