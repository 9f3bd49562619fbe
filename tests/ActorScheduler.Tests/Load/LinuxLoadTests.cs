using ActorScheduler.Load;

namespace ActorScheduler.Tests.Load;

public sealed class LinuxLoadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-");
    private readonly LinuxLoad _load;

    public LinuxLoadTests() => _load = new LinuxLoad(AverageFile, PressureFile);

    private string AverageFile => Path.Combine(_folder.FullName, "loadavg");

    private string PressureFile => Path.Combine(_folder.FullName, "cpu");

    public void Dispose()
    {
        _load.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    [Trait("Contract", "PORT-38")]
    public void Each_read_sees_the_file_as_it_is_now()
    {
        File.WriteAllText(AverageFile, "1.50 0 0 3/9 1\n");
        File.WriteAllText(PressureFile, "some avg10=7.25 avg60=0 avg300=0 total=1\n");
        Assert.Equal(1.5, _load.Read(LoadSignal.LoadAverage));
        Assert.Equal(2, _load.Read(LoadSignal.Runnable));
        Assert.Equal(7.25, _load.Read(LoadSignal.Pressure));

        File.WriteAllText(AverageFile, "2.75 0 0 1/9 1\n");
        Assert.Equal(2.75, _load.Read(LoadSignal.LoadAverage));
        Assert.Equal(0, _load.Read(LoadSignal.Runnable));
    }

    [Fact]
    [Trait("Contract", "PORT-39")]
    public void A_file_that_is_missing_is_unreadable_until_it_comes()
    {
        Assert.Null(_load.Read(LoadSignal.LoadAverage));
        Assert.Null(_load.Read(LoadSignal.Pressure));

        File.WriteAllText(AverageFile, "1.50 0 0 3/9 1\n");
        Assert.Equal(1.5, _load.Read(LoadSignal.LoadAverage));
    }

    [Fact]
    [Trait("Contract", "PORT-39")]
    public void Empty_and_endless_files_are_unreadable()
    {
        File.WriteAllText(AverageFile, "");
        Assert.Null(_load.Read(LoadSignal.LoadAverage));
        File.WriteAllText(AverageFile, "1 " + new string('2', 5000));
        Assert.Null(_load.Read(LoadSignal.LoadAverage));
    }

    [Fact]
    [Trait("Contract", "PORT-39")]
    public void After_disposal_it_is_unreadable()
    {
        File.WriteAllText(AverageFile, "1.50 0 0 3/9 1\n");
        Assert.NotNull(_load.Read(LoadSignal.LoadAverage));
        _load.Dispose();
        Assert.Null(_load.Read(LoadSignal.LoadAverage));
    }

    [Fact]
    [Trait("Contract", "PORT-39")]
    public void A_system_without_a_load_is_unreadable()
    {
        UnreadableLoad none = new();
        Assert.All(Enum.GetValues<LoadSignal>(), signal => Assert.Null(none.Read(signal)));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        File.WriteAllText(AverageFile, "1.50 0 0 3/9 1\n");
        _load.Read(LoadSignal.Runnable);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) _load.Read(i % 2 == 0 ? LoadSignal.LoadAverage : LoadSignal.Runnable);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    [Trait("Contract", "PORT-38")]
    public void The_real_kernel_is_understood()
    {
        if (!OperatingSystem.IsLinux()) return;
        ILoadSource real = SystemLoad.Create();
        using IDisposable? files = real as IDisposable;

        Assert.InRange(Assert.NotNull(real.Read(LoadSignal.LoadAverage)), 0, 100_000);
        Assert.InRange(Assert.NotNull(real.Read(LoadSignal.Runnable)), 0, 100_000);
        if (File.Exists("/proc/pressure/cpu")) Assert.InRange(Assert.NotNull(real.Read(LoadSignal.Pressure)), 0, 100);
    }

    [Fact]
    public async Task Many_threads_may_read_at_once()
    {
        File.WriteAllText(AverageFile, "1.50 0 0 3/9 1\n");
        Task<bool>[] readers =
        [
            .. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
                Enumerable.Range(0, 500).All(_ => _load.Read(LoadSignal.LoadAverage) == 1.5))),
        ];

        Assert.All(await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(60)), Assert.True);
    }
}
