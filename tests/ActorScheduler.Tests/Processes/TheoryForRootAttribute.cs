namespace ActorScheduler.Tests.Processes;

/// <summary>Tests that mount a file system.</summary>
internal sealed class TheoryForRootAttribute : TheoryAttribute
{
    public TheoryForRootAttribute()
    {
        if (Environment.UserName != "root") Skip = "Only root may mount.";
    }
}
