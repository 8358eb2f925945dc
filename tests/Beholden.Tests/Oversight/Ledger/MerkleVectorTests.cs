using System.Text.Json;
using Beholden.Oversight.Ledger;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>
/// The public cases of transparency-dev/merkle, good and hostile: every verdict is the wanted one.
/// </summary>
public sealed class MerkleVectorTests
{
    [Fact]
    public void Every_case_of_inclusion_has_the_wanted_verdict() => Check("inclusion", 98, one =>
        MerkleProof.IsIncluded(
            Number(one, "leafIdx"), Number(one, "treeSize"), Data(one, "leafHash"), Proof(one),
            Data(one, "root")));

    [Fact]
    public void Every_case_of_consistency_has_the_wanted_verdict() => Check("consistency", 98, one =>
        MerkleProof.IsConsistent(
            Number(one, "size1"), Number(one, "size2"), Proof(one), Data(one, "root1"), Data(one, "root2")));

    [Fact]
    public void Every_case_of_inclusion_in_a_part_of_a_tree_has_the_wanted_verdict() =>
        Check("subtreeinclusion", 204, one =>
        {
            // A part begins at a multiple of the power of two that is no smaller than it.
            var (start, end) = (Number(one, "start"), Number(one, "end"));
            var whole = 1L << (end - start <= 1 ? 0 : 1 + (int)Math.Log2(end - start - 1));
            return start >= 0 && start < end && start % whole == 0 && MerkleProof.IsIncluded(
                Number(one, "leafIdx") - start, end - start, Data(one, "leafHash"), Proof(one),
                Data(one, "root"));
        });

    private static void Check(string kind, int count, Func<JsonElement, bool> verdict)
    {
        var folder = TestFolders.RequireShared("data", "vectors", "merkle", kind);
        var cases = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories);
        Assert.Equal(count, cases.Length);
        Assert.All(cases, path =>
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            Assert.NotEqual(json.RootElement.GetProperty("wantErr").GetBoolean(), verdict(json.RootElement));
        });
    }

    // Numbers that no size can be are numbers of hostile cases; they are unsigned where the cases come from.
    private static long Number(JsonElement one, string name) =>
        one.GetProperty(name).TryGetInt64(out var number) ? number : -1;

    private static byte[] Data(JsonElement one, string name) =>
        one.TryGetProperty(name, out var text) && text.GetString() is { } encoded
            ? Convert.FromBase64String(encoded)
            : [];

    private static List<byte[]> Proof(JsonElement one) =>
        one.TryGetProperty("proof", out var proof) && proof.ValueKind == JsonValueKind.Array
            ? [.. proof.EnumerateArray().Select(hash => Convert.FromBase64String(hash.GetString() ?? ""))]
            : [];
}
