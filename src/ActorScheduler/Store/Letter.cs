namespace ActorScheduler.Store;

/// <summary>What somebody wants to tell whoever looks after an address.</summary>
/// <param name="Address">Whose inbox it is for.</param>
/// <param name="Content">The words, in the form of letters.proto.</param>
/// <param name="Expires">The moment from which nobody needs it any more, in ticks of UTC; 0 means never.</param>
internal sealed record Letter(string Address, ReadOnlyMemory<byte> Content, long Expires = 0);
