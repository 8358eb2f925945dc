using System.Security.Cryptography;
using System.Text;

namespace Beholden.Tests.Store;

/// <summary>The root over face ids as <c>docs/ledger.md</c> defines it, from scratch each time.</summary>
internal static class NaiveFaceSet
{
    /// <returns>64 hexadecimal digits.</returns>
    public static string Root(IEnumerable<string> faceIds) => RootOfLeaves(faceIds.Select(
        id => Convert.ToHexStringLower(SHA256.HashData([0, .. Encoding.UTF8.GetBytes(id)]))));

    /// <param name="leaves">64 hexadecimal digits each, in any order, any of them more than once.</param>
    public static string RootOfLeaves(IEnumerable<string> leaves) => Convert.ToHexStringLower(
        RootOf([.. leaves.Distinct().Select(Convert.FromHexString)]));

    private static byte[] RootOf(List<byte[]> leaves)
    {
        if (leaves.Count < 2)
        {
            return leaves.Count == 0 ? SHA256.HashData([]) : leaves[0];
        }

        for (var at = 0; ; at++)
        {
            var zeros = leaves.FindAll(leaf => !HasBit(leaf, at));
            var ones = leaves.FindAll(leaf => HasBit(leaf, at));
            if (zeros.Count > 0 && ones.Count > 0)
            {
                return SHA256.HashData([1, .. RootOf(zeros), .. RootOf(ones)]);
            }
        }
    }

    private static bool HasBit(byte[] leaf, int at) => ((leaf[at / 8] << (at % 8)) & 0x80) != 0;
}
