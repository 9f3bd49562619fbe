using ActorScheduler.Actors;

namespace ActorScheduler.Tests.Processes;

public class FullDiskTests
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>A disk that the output fills, and one that is large enough to have a reserve.</summary>
    [TheoryForRoot]
    [InlineData(8, 0)]
    [InlineData(100, 5)]
    public async Task A_full_disk_under_captured_output_harms_neither_the_process_nor_anybody_else(int megabytes, int leftFree)
    {
        int diskSize = megabytes * Megabyte;
        string folder = Directory.CreateTempSubdirectory("full-disk-").FullName;
        using var own = new ProcessRig();
        Assert.Equal(0, (await own.RunAsync(new ProcessJob("mount", ["-t", "tmpfs", "-o", $"size={diskSize}", "tmpfs", folder]))).Exit!.Value.ExitCode);
        try
        {
            using var rig = new ProcessRig(new ProcessSettings { TemporaryDirectory = folder });
            RunningProcess running = rig.Start(ProcessRig.Shell($"head -c {2 * diskSize} /dev/zero && exit 5"));
            Assert.Equal(5, (await running.Ended).Exit!.Value.ExitCode);
            long read = 0;
            var lost = await Assert.ThrowsAsync<ProcessOutputLostException>(async () =>
            {
                await foreach (OutputChunk chunk in running.Output.ReadChunksAsync()) read += chunk.Bytes.Length;
            });
            Assert.Equal(lost.KeptBytes, read);
            Assert.InRange(read, diskSize / 2, diskSize + ProcessJob.DefaultOutputMemoryLimit);
            Assert.Equal(folder, lost.Folder);
            Assert.True(new DriveInfo(folder).AvailableFreeSpace >= leftFree * Megabyte);
            Assert.Equal("still here\n", await rig.ReadAsync(ProcessRig.Shell("echo still here")));
        }
        finally
        {
            await own.RunAsync(new ProcessJob("umount", ["-l", folder]));
            Directory.Delete(folder);
        }
    }
}
