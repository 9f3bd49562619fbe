namespace ActorScheduler.Chaos;

/// <summary>A recurring job of every run, beside its plan.</summary>
/// <param name="Number">Its number in the log of beats.</param>
/// <param name="Name">Its name.</param>
/// <param name="Period">Milliseconds between two fire times.</param>
/// <param name="IsComplete">What was missed is made up for, so that no fire time is without a job.</param>
internal sealed record Beat(int Number, string Name, int Period, bool IsComplete)
{
    /// <summary>
    /// By a cron expression, by a period, and one that leaves out what was missed while no process ran.
    /// </summary>
    public static readonly IReadOnlyList<Beat> All =
    [
        new(1, "cron", 1000, IsComplete: true),
        new(2, "period", 100, IsComplete: true),
        new(3, "skips", 70, IsComplete: false),
    ];

    public Recurrence Recurrence =>
        Number == 1 ? Recurrence.Cron("* * * * * *") : Recurrence.Every(TimeSpan.FromMilliseconds(Period));

    public RecurringOptions Options => new()
    {
        Misfire = IsComplete ? MisfirePolicy.FireAll : MisfirePolicy.Skip,
        MisfireGrace = IsComplete ? RecurringOptions.DefaultMisfireGrace : TimeSpan.FromMilliseconds(30),
        MaxCatchUp = RecurringOptions.MostAtOnce,
        Overlap = OverlapPolicy.Allow,
    };

    /// <summary>A fire time as the log has it: milliseconds, round after some weeks.</summary>
    public static int TimeOf(DateTimeOffset fireTime) => (int)(fireTime.ToUnixTimeMilliseconds() % int.MaxValue);
}
