using ActorScheduler.Load;

namespace ActorScheduler.Tests.Load;

public sealed class ProcessorBudgetTests
{
    private const string MountV1 =
        "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n";
    private const string MountV2 =
        "30 23 0:26 / /sys/fs/cgroup rw,nosuid master:4 shared:2 - cgroup2 cgroup2 rw,nsdelegate\n";


    [Fact]
    public void Without_control_groups_every_processor_counts()
    {
        Assert.Equal(8, Usable());
        Assert.Equal(8, Usable("/proc/self/cgroup", "0::/\n"));
        Assert.Equal(8, Usable(
            "/proc/self/cgroup", "0::/\n",
            "/proc/self/mountinfo", "22 1 0:20 / /proc rw - proc proc rw\n"));
        Assert.Equal(8, Usable("/proc/self/cgroup", "", "/proc/self/mountinfo", MountV2));
    }

    [Theory]
    [InlineData("200000 100000\n", 2)]
    [InlineData("150000 100000\n", 2)]
    [InlineData("10000 100000\n", 1)]
    [InlineData("9900000 100000\n", 8)]
    [InlineData("max 100000\n", 8)]
    [InlineData("", 8)]
    [InlineData("200000", 8)]
    [InlineData("0 100000", 8)]
    [InlineData("-1 100000", 8)]
    [InlineData("200000 0", 8)]
    [InlineData("two hundred", 8)]
    [InlineData("99999999999999999999 1", 8)]
    public void The_unified_hierarchy_limits_by_quota_and_period(string cpuMax, int expected) =>
        Assert.Equal(expected, Usable(
            "/proc/self/cgroup", "0::/build.slice\n",
            "/proc/self/mountinfo", MountV2,
            "/sys/fs/cgroup/build.slice/cpu.max", cpuMax));

    [Theory]
    [InlineData("300000\n", "100000\n", 3)]
    [InlineData("50000\n", "100000\n", 1)]
    [InlineData("-1\n", "100000\n", 8)]
    [InlineData("300000\n", null, 8)]
    [InlineData(null, "100000\n", 8)]
    [InlineData("300000\n", "0\n", 8)]
    [InlineData("x", "y", 8)]
    public void The_old_hierarchy_limits_by_quota_and_period(string? quota, string? period, int expected) =>
        Assert.Equal(expected, Usable(
            "/proc/self/cgroup", "9:name=systemd:/x\n2:cpuset:/other\n1:cpu,cpuacct:/build\n",
            "/proc/self/mountinfo", MountV1,
            "/sys/fs/cgroup/cpu/build/cpu.cfs_quota_us", quota,
            "/sys/fs/cgroup/cpu/build/cpu.cfs_period_us", period));

    [Theory]
    [InlineData("max 100000", "300000 100000", "500000 100000", 3)]
    [InlineData("200000 100000", "300000 100000", "max 100000", 2)]
    [InlineData("700000 100000", null, "400000 100000", 4)]
    [InlineData("broken", "600000 100000", null, 6)]
    public void The_smallest_quota_of_all_groups_above_counts(string leaf, string? middle, string? top, int expected) =>
        Assert.Equal(expected, Usable(
            "/proc/self/cgroup", "0::/user.slice/ci.slice/job\n",
            "/proc/self/mountinfo", MountV2,
            "/sys/fs/cgroup/user.slice/ci.slice/job/cpu.max", leaf,
            "/sys/fs/cgroup/user.slice/ci.slice/cpu.max", middle,
            "/sys/fs/cgroup/user.slice/cpu.max", top));

    [Fact]
    public void A_parents_quota_counts_in_the_old_hierarchy_too() =>
        Assert.Equal(1, Usable(
            "/proc/self/cgroup", "1:cpu:/outer/inner\n0::/\n",
            "/proc/self/mountinfo", MountV1,
            "/sys/fs/cgroup/cpu/outer/inner/cpu.cfs_quota_us", "-1",
            "/sys/fs/cgroup/cpu/outer/inner/cpu.cfs_period_us", "100000",
            "/sys/fs/cgroup/cpu/outer/cpu.cfs_quota_us", "50000",
            "/sys/fs/cgroup/cpu/outer/cpu.cfs_period_us", "100000"));

    [Theory]
    [InlineData("400000 100000", 4)]
    [InlineData("100000 100000", 1)]
    public void With_both_hierarchies_the_smaller_quota_counts(string cpuMax, int expected) =>
        Assert.Equal(expected, Usable(
            "/proc/self/cgroup", "1:cpu:/a\n0::/b\n",
            "/proc/self/mountinfo",
            MountV1 + MountV2.Replace("cgroup rw", "cgroup/unified rw", StringComparison.Ordinal),
            "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "500000",
            "/sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000",
            "/sys/fs/cgroup/unified/b/cpu.max", cpuMax));

    [Fact]
    public void A_mount_that_shows_only_part_of_the_tree_is_followed_from_its_root() =>
        Assert.Equal(2, Usable(
            "/proc/self/cgroup", "4:cpu:/docker/abc/job\n",
            "/proc/self/mountinfo", "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n",
            "/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "-1",
            "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000",
            "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000"));

    [Theory]
    [InlineData("/kubepods/pod1/abc", "/docker/other")]
    [InlineData("/../sibling", "/")]
    public void A_group_outside_of_the_mount_is_taken_to_be_its_top(string group, string root) =>
        Assert.Equal(3, Usable(
            "/proc/self/cgroup", $"0::{group}\n",
            "/proc/self/mountinfo", $"30 23 0:26 {root} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
            "/sys/fs/cgroup/cpu.max", "300000 100000"));

    [Fact]
    public void A_mount_of_somebody_elses_group_is_not_ours() =>
        Assert.Equal(4, Usable(
            "/proc/self/cgroup", "0::/mine\n",
            "/proc/self/mountinfo", "29 23 0:26 /other /mnt/other rw - cgroup2 cgroup2 rw\n" + MountV2,
            "/mnt/other/cpu.max", "100000 100000",
            "/sys/fs/cgroup/mine/cpu.max", "400000 100000"));

    [Fact]
    public void Blanks_in_mount_points_and_colons_in_groups_are_understood() =>
        Assert.Equal(2, Usable(
            "/proc/self/cgroup", "0::/run:1\n",
            "/proc/self/mountinfo", @"30 23 0:26 / /mnt/c\040g\134x rw - cgroup2 none rw" + "\n",
            @"/mnt/c g\x/run:1/cpu.max", "200000 100000"));

    [Theory]
    [InlineData("garbage\n\n:\n1:cpu\n")]
    [InlineData("0:cpu\n::\n")]
    public void Malformed_group_lists_limit_nothing(string groups) =>
        Assert.Equal(8, Usable(
            "/proc/self/cgroup", groups,
            "/proc/self/mountinfo", MountV1 + MountV2 + "x - y\n- - -\n"));

    [Fact]
    public void The_real_machine_has_an_answer() =>
        Assert.InRange(ProcessorBudget.Detect(), 1, Environment.ProcessorCount);

    private static int Usable(params string?[] files)
    {
        Dictionary<string, string> content = files.Chunk(2).Where(file => file[1] is not null)
            .ToDictionary(file => file[0]!, file => file[1]!, StringComparer.Ordinal);
        return ProcessorBudget.Usable(8, path => content.GetValueOrDefault(path));
    }
}
