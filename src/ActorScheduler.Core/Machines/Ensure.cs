using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorScheduler.Machines;

/// <summary>Invariants that are always checked: a broken one stops the actor before it can do harm.</summary>
internal static class Ensure
{
    public static void That([DoesNotReturnIf(false)] bool holds, string sentence,
        [CallerArgumentExpression(nameof(holds))] string? text = null)
    {
        if (!holds) Fail(sentence, text);
    }

    [DoesNotReturn]
    private static void Fail(string sentence, string? text) => throw new InvariantException($"{sentence} ({text})");
}
