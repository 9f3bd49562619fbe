namespace ActorScheduler.Load;

/// <summary>The load of the machine we run on, as its operating system tells it.</summary>
internal static class SystemLoad
{
    /// <summary>The source for this operating system. It keeps files open: dispose it when it is disposable.</summary>
    public static ILoadSource Create()
    {
        if (OperatingSystem.IsLinux()) return new LinuxLoad();
        return OperatingSystem.IsMacOS() ? new MacLoad() : new UnreadableLoad();
    }
}
