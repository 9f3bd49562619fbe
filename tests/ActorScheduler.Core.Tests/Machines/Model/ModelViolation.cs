namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>What the machine did breaks a rule of the model.</summary>
internal sealed class ModelViolation(string rule, string what) : Exception($"{rule}: {what}")
{
    public string Rule { get; } = rule;
}
