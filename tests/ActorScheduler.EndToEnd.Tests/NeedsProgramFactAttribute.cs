namespace ActorScheduler.EndToEnd.Tests;

/// <summary>A test that is skipped where a program is missing that not every machine has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsProgramFactAttribute : FactAttribute
{
    public NeedsProgramFactAttribute(string program)
    {
        Program = program;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!Array.Exists(folders, folder => File.Exists(Path.Join(folder, program)))) Skip = $"{program} is not installed";
    }

    public string Program { get; }
}
