using System.ComponentModel;
using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

/// <summary>
/// A process that is short of descriptors: with none free, then one, and so on, it makes a launcher, until it can. It
/// says how each try went, and how many descriptors were free before and after it.
/// </summary>
internal static class ShortageProgram
{
    private const int Most = 64;

    public static int Run()
    {
        // First what the runtime itself loads for a good end and for a bad one, which takes descriptors of its own.
        Make();
        _ = new ProcessStartException(ProcessStartError.Other, new Win32Exception(Libc.EMFILE).Message).ToString();
        Try([]);
        var said = new List<string>();
        Try(said);
        foreach (string sentence in said) Console.WriteLine(sentence);
        return 0;
    }

    private static void Try(List<string> said)
    {
        List<int> held = TakeAll();
        for (int free = 0; free < Most; free++)
        {
            string outcome = Make();
            List<int> left = TakeAll();
            said.Add($"{free} {left.Count} {outcome}");
            held.AddRange(left);
            if (outcome == nameof(PosixLauncher)) break;
            for (int i = 0; i <= free; i++) Release(held);
        }

        while (held.Count > 0) Release(held);
    }

    private static string Make()
    {
        var settings = new ProcessSettings { Subreaper = true, KillOrphansIfKilled = true };
        try
        {
            using IProcessLauncher launcher = ProcessLaunchers.Create(settings, (_, _) => { });
            return launcher.GetType().Name;
        }
        catch (ProcessStartException e)
        {
            return $"{e.Error}";
        }
        catch (Exception e)
        {
            return e.ToString().ReplaceLineEndings(" ");
        }
    }

    private static List<int> TakeAll()
    {
        var taken = new List<int>();
        while (Libc.Open("/dev/null", Libc.OpenReadWrite | Libc.CloseOnExec, 0) is >= 0 and int descriptor) taken.Add(descriptor);
        return taken;
    }

    private static void Release(List<int> held)
    {
        int descriptor = held[^1];
        held.RemoveAt(held.Count - 1);
        Descriptors.Close(ref descriptor);
    }
}
