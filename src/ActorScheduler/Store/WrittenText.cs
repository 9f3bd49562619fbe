namespace ActorScheduler.Store;

/// <summary>What people have said or an exception says, as it is written down.</summary>
internal static class WrittenText
{
    /// <summary>Enough for any sentence; whoever puts a document into a message gets its beginning back.</summary>
    public const int MostCharacters = 4096;

    /// <summary>The text, or its beginning with a mark behind it.</summary>
    public static string Of(string text) =>
        text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters - 1), "…");
}
