namespace ActorScheduler.Native;

/// <summary>What a story expects.</summary>
internal static class Check
{
    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new InvalidOperationException($"expected '{expected}', not '{actual}'");
    }

    public static async Task<T> Throws<T>(Func<Task> act)
        where T : Exception
    {
        try
        {
            await act();
        }
        catch (T thrown)
        {
            return thrown;
        }

        throw new InvalidOperationException($"expected a {typeof(T).Name}");
    }
}
