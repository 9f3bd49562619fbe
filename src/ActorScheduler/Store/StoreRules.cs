using System.Globalization;

namespace ActorScheduler.Store;

/// <summary>What every store checks before it takes a commit.</summary>
internal static class StoreRules
{
    /// <summary>True when this very commit is in the journal already: its owner did not hear of it.</summary>
    public static bool IsThere(StoreCommit commit, long last) =>
        commit.Count > 0 && commit.After + commit.Count <= last;

    /// <summary>
    /// Why a commit does not fit behind the last fact; null when it does. One without facts must fit as well: that it
    /// succeeds says that all before it are there. But nothing tells it from its own repetition, which is done again.
    /// </summary>
    public static StoreException? Check(StoreCommit commit, long last) =>
        commit.After == last
        ? null
        : new StoreException(StoreError.OutOfOrder, string.Create(CultureInfo.InvariantCulture,
            $"A commit to journal '{commit.Journal}' follows position {commit.After}, and its last one is {last}."));

    /// <summary>The refusal of a commit whose owner is none any more.</summary>
    public static StoreException Fenced(StoreCommit commit, long epoch) =>
        new(StoreError.Fenced, string.Create(CultureInfo.InvariantCulture,
            $"Scheduler '{commit.Journal}' was taken over: this owner's epoch is {commit.Epoch}, now it is {epoch}."));

    /// <summary>The refusal of a journal of another store.</summary>
    public static StoreException AlreadyThere(string journal) =>
        new(StoreError.AlreadyThere, $"The store has a scheduler '{journal}' already: nothing was taken in.");
}
