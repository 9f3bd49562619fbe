namespace ActorScheduler.Benchmarks;

/// <summary>A few readings of one thing: the median is what to quote, the ends say how noisy the machine was.</summary>
internal sealed class Figures
{
    private readonly List<double> _values = [];

    public bool IsEmpty => _values.Count == 0;

    public double Median => Sorted()[_values.Count / 2];

    public double Min => _values.Min();

    public double Max => _values.Max();

    public void Add(double value) => _values.Add(value);

    private double[] Sorted()
    {
        double[] sorted = [.. _values];
        Array.Sort(sorted);
        return sorted;
    }
}
