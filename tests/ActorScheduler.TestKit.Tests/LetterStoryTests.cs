using ActorScheduler.Actors;
using ActorScheduler.Store;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Tests;

/// <summary>Letters and commits that go wrong.</summary>
public sealed class LetterStoryTests
{
    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_letter_that_is_sent_without_a_fact_is_sent_once_when_its_commit_is_repeated(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => Task.CompletedTask);
            Scheduler scheduler = chores.Open(sim, out _);
            await scheduler.DrainAsync();
            sim.Store.Fail(StoreFault.After, commits: 2);
            sim.Engine.Saboteur = new Sender();
            await scheduler.DrainAsync();
            await sim.Delay(TimeSpan.FromSeconds(5));
            Assert.Single(await ((IStore)sim.Store.Journals).ReadInboxAsync(
                "other", 10, setAside: false, CancellationToken.None));
        });

    // Stands in for answers to letters: nothing else is decided in their turn.
    private sealed class Sender : ISaboteur
    {
        private bool _sent;

        public void AfterTurn(object actor)
        {
            if (_sent || DurableSaboteurs.OutboxOf(actor) is not { } outbox) return;
            _sent = true;
            outbox.Send(new Letter("other", new byte[] { 1 }));
            outbox.Flush();
        }
    }
}
