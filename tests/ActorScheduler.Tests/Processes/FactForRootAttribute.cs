namespace ActorScheduler.Tests.Processes;

/// <summary>A test that mounts a file system.</summary>
internal sealed class FactForRootAttribute : FactAttribute
{
    public FactForRootAttribute()
    {
        if (Environment.UserName != "root") Skip = "Only root may mount.";
    }
}
