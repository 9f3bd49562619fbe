namespace ActorScheduler.Core.Tests.Jobs;

public sealed class GroupKeyTests
{
    [Fact]
    [Trait("Contract", "POOL-11")]
    public void Keys_are_equal_when_all_their_parts_are_and_there_is_no_hierarchy()
    {
        GroupKey[] keys =
        [
            GroupKey.All, "a", "b", "A", "1", GroupKey.Of("a", "b"), GroupKey.Of("b", "a"), GroupKey.Of("a", 1), GroupKey.Of(1),
            GroupKey.Of("a", "1"), GroupKey.Of("a/b"),
        ];
        for (int i = 0; i < keys.Length; i++)
        {
            for (int k = 0; k < keys.Length; k++) Assert.Equal(i == k, keys[i] == keys[k]);
        }
    }

    [Fact]
    public void However_a_key_was_made_equal_parts_are_one_key()
    {
        Assert.Equal(GroupKey.Of("a"), GroupKey.Of([(object)"a"]));
        Assert.Equal(GroupKey.Of("a", 1), GroupKey.Of("a", 1L));
        Assert.Equal(GroupKey.Of("a", 1).GetHashCode(), GroupKey.Of("a", 1L).GetHashCode());
        Assert.True(default(GroupKey).IsAll);
    }

    [Fact]
    public void A_part_that_is_neither_text_nor_a_whole_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => GroupKey.Of(""));
        Assert.Throws<ArgumentNullException>(() => GroupKey.Of((string)null!));
        foreach (object part in (object[])["", 1.5, 'c', true]) Assert.Throws<ArgumentException>(() => GroupKey.Of("a", part));
        Assert.Throws<ArgumentException>(() => GroupKey.Of([]));
        Assert.Throws<ArgumentException>(() => GroupKey.Of("a", null!));
    }

    [Fact]
    public void A_key_does_not_change_with_the_parts_that_it_was_made_of()
    {
        object[] parts = ["a", 1];
        GroupKey key = GroupKey.Of(parts);
        parts[0] = "b";

        Assert.Equal("a/1", key.ToString());
        Assert.Equal("()", GroupKey.All.ToString());
    }
}
