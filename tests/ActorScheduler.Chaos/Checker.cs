using ActorScheduler.Chaos.Rules;

namespace ActorScheduler.Chaos;

/// <summary>
/// Says what is wrong with a run, by nothing but the log that its jobs, submitters and killer wrote, and the plan.
/// </summary>
/// <remarks>
/// A start is written after the attempt has started, an end before it ends. So an attempt runs at least between its
/// two lines, and whatever is found between lines has happened: no finding is an accident of timing.
/// <para>
/// A job that ended well may run again: when its process was killed before the end was in the store. Nobody outside
/// was told of that end, and nothing may have been decided by it. So such an attempt counts as running until the death
/// of its process. This is what bounds it: with everything else that had started and starts again, it must fit into
/// the limits, and nothing that had to wait for it has started meanwhile. A job that runs again although its end was in
/// the store breaks one of these rules as soon as its slot was used anew.
/// </para>
/// <para>
/// Lost: every acknowledged job has an attempt that ended well, except one that was canceled, and a process that must
/// not run twice and was cut off. Twice: no attempt starts behind an exit that its handle was told of, behind an end in
/// the same life, or while another attempt of the job runs; a process that must not run twice starts once; and of the
/// copies of a job that were submitted under a key, one runs. In the last life the handles of all these are found again
/// and told the same that earlier handles were told.
/// </para>
/// <para>
/// Third deaths: kills fall where they fall, so a job may be set aside by chance. Its handle is told so, which is no
/// exit for these rules, and the next victim releases it, as whoever looks after a scheduler would: it must complete
/// like any other. It may be set aside only after three deaths, and must not start a fourth time before it is released.
/// One job of the plan kills its own process each time; it must be set aside, and is released in the last life, when it
/// does no harm any more. Where a job was set aside, those that waited for it may be canceled.
/// </para>
/// </remarks>
internal static class Checker
{
    /// <summary>Of each rule: whoever sees so many need not see more.</summary>
    private const int MostFindings = 10;

    private static readonly (string Name, Func<Plan, History, IEnumerable<string>> Find)[] Rules =
    [
        ("log", static (_, history) => history.Broken),
        ("lost", LostRule.Find),
        ("twice", TwiceRule.Find),
        ("limit", LimitRule.Find),
        ("barrier", BarrierRule.Find),
        ("order", OrderRule.Find),
        ("step", StepRule.Find),
        ("leftover", LeftoverRule.Find),
        ("quarantine", QuarantineRule.Find),
    ];

    /// <summary>What is wrong, each with the name of the rule before it; empty when nothing is.</summary>
    public static List<string> Check(Plan plan, IReadOnlyList<Note> notes) => Check(plan, new History(notes));

    public static List<string> Check(Plan plan, History history)
    {
        if (history.Notes.FirstOrDefault(note => note.Job > plan.Count) is { Job: > 0 } stray)
            return [$"log: job {stray.Job}.{stray.Copy} is not in the plan"];
        List<string> findings = [];
        foreach ((string name, Func<Plan, History, IEnumerable<string>> find) in Rules)
            findings.AddRange(find(plan, history).Take(MostFindings).Select(finding => $"{name}: {finding}"));
        return findings;
    }
}
