using System.Security.Cryptography;
using System.Text;

namespace ActorScheduler.Core.Tests.Jobs;

/// <summary>Our SHA-256 beside the framework's.</summary>
public sealed class Sha256Tests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_examples_of_the_standard_hold(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Hash(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void Every_length_around_the_blocks_is_hashed_as_the_framework_does()
    {
        var random = new Random(1);
        for (int length = 0; length <= 300; length++)
        {
            byte[] data = new byte[length];
            random.NextBytes(data);
#pragma warning disable RS0030 // the one to compare with
            Assert.Equal(SHA256.HashData(data), Hash(data));
#pragma warning restore RS0030
        }
    }

    private static byte[] Hash(byte[] data)
    {
        byte[] hash = new byte[Sha256.HashSize];
        Sha256.Hash(data, hash);
        return hash;
    }
}
