using ActorScheduler.Native;

// The library in a program that was compiled ahead of time: what reflection or code made at run time would break is
// found here only. Each story is told by its name; the exit status is 1 when one failed.
(string Name, Func<Task> Story)[] stories =
[
    ("jobs, limits and a barrier", JobStories.JobsAsync),
    ("a process and its output", JobStories.ProcessAsync),
    ("a task pool refuses and waits", JobStories.PoolAsync),
    ("a failure and what its exit says", JobStories.FailureAsync),
    ("a Caller, and a queue that only its lambda holds", CallerStories.QueueAsync),
    ("a pending group that fails", CallerStories.GroupAsync),
    ("named jobs in a file, over two lives", DurableStories.TwoLivesAsync),
    ("a handler without a generated context", DurableStories.NoContextAsync),
    ("a simulation", SimulationStories.RetriesAsync),
];

int failed = 0;
foreach ((string name, Func<Task> story) in stories)
{
    try
    {
        await story().WaitAsync(TimeSpan.FromSeconds(60));
        Console.WriteLine($"passed: {name}");
    }
    catch (Exception e)
    {
        Console.WriteLine($"FAILED: {name}: {e}");
        failed++;
    }
}

Console.WriteLine($"{stories.Length - failed} passed, {failed} failed");
return failed == 0 ? 0 : 1;
