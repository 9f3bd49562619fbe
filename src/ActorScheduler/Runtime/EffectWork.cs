namespace ActorScheduler.Runtime;

/// <summary>Asynchronous work that an actor started: runs outside of any turn and ends as a message.</summary>
internal sealed class EffectWork<TResult, TMessage>(
    Func<CancellationToken, ValueTask<TResult>> work,
    Func<Outcome<TResult>, TMessage> done,
    IActorContext<TMessage> actor,
    CancellationToken stopped) : IThreadPoolWorkItem
{
    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        Outcome<TResult> outcome;
        try
        {
            outcome = new Outcome<TResult>(await work(stopped).On(actor.Host), null);
        }
        catch (Exception e)
        {
            outcome = new Outcome<TResult>(default, e);
        }

        try
        {
            actor.Self.Tell(done(outcome));
        }
        catch (Exception e)
        {
            actor.Host.ReportFailure($"{actor.Self.Name} cannot be told of the end of its work", e);
        }
    }
}
