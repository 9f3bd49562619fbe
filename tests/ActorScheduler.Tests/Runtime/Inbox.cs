using System.Threading.Channels;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Runtime;

/// <summary>Takes what actors tell a test, in order.</summary>
internal sealed class Inbox
{
    private readonly Channel<object> _messages = Channel.CreateUnbounded<object>();

    public void Put(object message) => _messages.Writer.TryWrite(message);

    public Task<object> NextAsync() => _messages.Reader.ReadAsync().AsTask().Soon();

    public async Task<object[]> TakeAsync(int count)
    {
        var all = new object[count];
        for (int i = 0; i < count; i++) all[i] = await NextAsync();
        return all;
    }
}
