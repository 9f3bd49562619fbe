using ActorScheduler.Actors;
using ActorScheduler.Store;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Tests;

/// <summary>Letters and commits that go wrong.</summary>
public sealed class LetterStoryTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_letter_without_an_effect_does_not_speak_for_what_is_not_in_the_store(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => Task.CompletedTask);
            Scheduler scheduler = chores.Open(sim, out _);
            await scheduler.DrainAsync();
            sim.Store.Latency = TimeSpan.FromSeconds(1);
            sim.Store.Fail(StoreFault.Before, commits: 1);
            JobHandle<int> job = scheduler.Schedule(new Chore(1), new() { Key = "k" });
            Task told = job.Accepted;
            await sim.Delay(Moment);        // its commit is on the way, and will fail
            await PostAsync(sim, LetterWriter.Submit(
                "s", JobId.ForKey("s", "k"), "chore:1", "{\"Number\":1}"u8.ToArray(), new() { Key = "k" }));
            await told;
            Assert.True(sim.Store.Journals.PositionOf("s") > 0, "It was told as accepted, and nothing is written.");
            Assert.Equal(1, await job);
            Assert.Equal([1], chores.Begun);
        });

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

    private static Task PostAsync(Simulation sim, Letter letter) =>
        ((IStore)sim.Store.Door).PostAsync([letter], CancellationToken.None);

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
