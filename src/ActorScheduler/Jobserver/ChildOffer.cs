using ActorScheduler.Processes;

namespace ActorScheduler.Jobserver;

/// <summary>What a child is given, so that it can share a jobserver.</summary>
/// <param name="MakeFlags">Its MAKEFLAGS.</param>
/// <param name="Descriptors">The descriptors that they name.</param>
internal sealed record ChildOffer(string MakeFlags, IReadOnlyList<InheritedDescriptor> Descriptors)
{
    private const int ChildReads = 3;
    private const int ChildWrites = 4;

    /// <summary>The offer of an outer make, as it came.</summary>
    public static ChildOffer Pass(TokenPipe pipe, string makeFlags)
    {
        IEnumerable<int> numbers = pipe.Inherited.Distinct().Order();
        return new(makeFlags, [.. numbers.Select(number => new InheritedDescriptor(number, number))]);
    }

    /// <summary>
    /// Our own. A pipe has the lowest numbers in a child: all above the last one is closed there at once, but each
    /// below by itself, and we have many.
    /// </summary>
    public static ChildOffer Serve(TokenPipe pipe, int jobs, string auth) => pipe.Inherited is [int read, int write]
        ? new(Flags(jobs, $"{ChildReads},{ChildWrites}"), [new(read, ChildReads), new(write, ChildWrites)])
        : new(Flags(jobs, auth), []);

    /// <summary>The value of MAKEFLAGS; the blank in front says that no single-letter options come first.</summary>
    public static string Flags(int jobs, string auth) => $" -j{jobs} --jobserver-auth={auth}";
}
