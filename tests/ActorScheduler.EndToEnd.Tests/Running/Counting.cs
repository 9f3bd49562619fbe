namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>Reads what jobs wrote about themselves: a plus when one begins, a minus when it ends.</summary>
internal static class Counting
{
    public static int MostAtOnce(string log)
    {
        int now = 0;
        int most = 0;
        foreach (char c in log)
        {
            now += c switch { '+' => 1, '-' => -1, _ => 0 };
            most = Math.Max(most, now);
        }

        return most;
    }
}
