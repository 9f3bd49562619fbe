namespace ActorScheduler.TestKit.Checks;

/// <summary>A rule that must hold in every step of every simulation.</summary>
internal abstract class Check
{
    /// <summary>The rule, in a sentence.</summary>
    public abstract string Sentence { get; }

    /// <summary>Takes what breaks the rule; set by whoever keeps the checks.</summary>
    public Action<Check, string> Broken { get; set; } = (_, _) => { };

    /// <summary>An attempt starts; the model does not have it in yet.</summary>
    public virtual void Starting(JobModel job)
    {
    }

    /// <summary>A job ends; the model still has it in.</summary>
    public virtual void Ending(JobModel job)
    {
    }

    /// <summary>A job was accepted.</summary>
    public virtual void Accepted(JobModel job)
    {
    }

    /// <summary>A step has ended in which this scheduler had a turn, or one of its jobs may have gone on.</summary>
    public virtual void StepEnded(SchedulerModel scheduler)
    {
    }

    /// <summary>Faults have stopped, and nothing can happen any more.</summary>
    public virtual void AllIsQuiet(SchedulerModel scheduler)
    {
    }

    protected void Break(string how) => Broken(this, how);
}
