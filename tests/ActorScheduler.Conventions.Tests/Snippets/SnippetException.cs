namespace ActorScheduler.Conventions.Snippets;

/// <summary>A block of a page does not compile, or does not do what the page says.</summary>
internal sealed class SnippetException(string message, Exception? inner = null) : Exception(message, inner);
