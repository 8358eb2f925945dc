using System.Security.Cryptography;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>The definitions of RFC 6962, section 2.1, word by word: the twin of the fast ones.</summary>
internal static class NaiveTree
{
    public static byte[] Root(List<byte[]> leaves) => leaves.Count switch
    {
        0 => SHA256.HashData([]),
        1 => leaves[0],
        var count => SHA256.HashData([1, .. Root(leaves[..Split(count)]), .. Root(leaves[Split(count)..])]),
    };

    public static List<byte[]> Path(int index, List<byte[]> leaves)
    {
        if (leaves.Count == 1)
        {
            return [];
        }

        var k = Split(leaves.Count);
        return index < k
            ? [.. Path(index, leaves[..k]), Root(leaves[k..])]
            : [.. Path(index - k, leaves[k..]), Root(leaves[..k])];
    }

    public static List<byte[]> Proof(int old, List<byte[]> leaves, bool isWhole = true)
    {
        if (old == leaves.Count)
        {
            return isWhole ? [] : [Root(leaves)];
        }

        var k = Split(leaves.Count);
        return old <= k
            ? [.. Proof(old, leaves[..k], isWhole), Root(leaves[k..])]
            : [.. Proof(old - k, leaves[k..], false), Root(leaves[..k])];
    }

    private static int Split(int count)
    {
        var k = 1;
        while (2 * k < count)
        {
            k *= 2;
        }

        return k;
    }
}
