using System.Text;
using Beholden.Oversight.Ledger;
using CsCheck;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>Signed notes, checkpoints, keys, paths and proofs: examples, and what is none.</summary>
public sealed class NoteTests
{
    // The example of golang.org/x/mod/sumdb/note (The Go Authors, BSD-3-Clause), its seed included.
    private const string VKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string Seed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string Text = "If you think cryptography is the answer to your problem,\n"
        + "then you don't know what your problem is.\n";
    private const string Signature = "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUg"
        + "YN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string Note = Text + "\n" + Signature;

    private static readonly LedgerKey Key = new("example.org/log", new byte[32]);
    private static readonly byte[] Root = MerkleHash.Leaf("x"u8);

    [Fact]
    public void The_example_of_a_signed_note_verifies_and_is_made_again_byte_by_byte()
    {
        SignedNote.Parse(Utf8(Note)).Require(VerifierKey.Parse(VKey));
        var key = new LedgerKey("PeterNeumann", Convert.FromBase64String(Seed)[1..]);
        Assert.Equal(VKey, key.Verifier.ToString());
        Assert.Equal(Note, SignedNote.Sign(Text, key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData(Text)]
    [InlineData(Text + "\n")]
    [InlineData(Text + Signature)]
    [InlineData(Text + "\n" + Signature + "\n")]
    [InlineData("a\tb\n\n" + Signature)]
    [InlineData(Text + "\n\u2014 Peter Neumann x08go/ZJkuBS\n")]
    [InlineData(Text + "\n\u2014 Peter+Neumann x08go/ZJkuBS\n")]
    [InlineData(Text + "\n- PeterNeumann x08go/ZJkuBS\n")]
    [InlineData(Text + "\n\u2014 PeterNeumann x08go/ZJkuBS=\n")]
    [InlineData(Text + "\n\u2014 PeterNeumann x08gow==\n")]
    public void A_malformed_note_is_refused(string note) =>
        Assert.Throws<LedgerFormatException>(() => SignedNote.Parse(Utf8(note)));

    [Fact]
    public void A_note_that_is_no_text_is_refused() =>
        Assert.Throws<LedgerFormatException>(() =>
            SignedNote.Parse([.. Utf8(Text), 0xff, .. Utf8(Signature)]));

    [Fact]
    public void Signatures_of_others_are_passed_over_and_a_wrong_one_of_ours_is_not()
    {
        var known = VerifierKey.Parse(VKey);
        var stranger = "\u2014 stranger " + Convert.ToBase64String(new byte[68]) + "\n";
        SignedNote.Parse(Utf8(Note + stranger)).Require(known);
        SignedNote.Parse(Utf8(Text + "\n" + string.Concat(Enumerable.Repeat(stranger, 15)) + Signature))
            .Require(known);
        Refused(Text + "\n" + stranger, known);
        Refused(Note.Replace("cryptography", "cryptographY", StringComparison.Ordinal), known);
        Refused(Note + Signature.Replace("ZJku", "ZJkv", StringComparison.Ordinal), known);
        var many = Text + "\n" + string.Concat(Enumerable.Repeat(stranger, LedgerLimits.SignaturesMax + 1));
        Assert.Throws<LedgerFormatException>(() => SignedNote.Parse(Utf8(many)));
    }

    [Fact]
    public void No_part_and_no_neighbour_of_a_key_is_a_key()
    {
        for (var from = 0; from < VKey.Length; from++)
        {
            for (var to = from; to <= VKey.Length; to++)
            {
                if (to - from < VKey.Length)
                {
                    Assert.Throws<LedgerFormatException>(() => VerifierKey.Parse(VKey[from..to]));
                }
            }

            var changed = VKey.ToCharArray();
            changed[from]++;
            Assert.Throws<LedgerFormatException>(() => VerifierKey.Parse(new(changed)));
        }
    }

    [Theory]
    [InlineData("example.org/log\n07\n")]
    [InlineData("example.org/log\n-7\n")]
    [InlineData("example.org/log\n9223372036854775808\n")]
    [InlineData("example.org/log\n7")]
    [InlineData("\n7\n")]
    [InlineData("example.org/other\n7\n")]
    [InlineData("example.org/log\n7 \n")]
    public void A_malformed_or_foreign_checkpoint_is_refused(string start)
    {
        var note = SignedNote.Sign($"{start}{Convert.ToBase64String(Root)}\n", Key);
        Assert.Throws<LedgerFormatException>(() => LedgerCheckpoint.Parse(Utf8(note), Key.Verifier));
    }

    [Fact]
    public void A_checkpoint_without_a_whole_root_or_with_an_empty_line_is_refused()
    {
        foreach (var rest in new[] { "AAAA\n", "\n", $"{Convert.ToBase64String(Root)}\n\nmore\n", "" })
        {
            var note = SignedNote.Sign($"example.org/log\n7\n{rest}", Key);
            Assert.Throws<LedgerFormatException>(() => LedgerCheckpoint.Parse(Utf8(note), Key.Verifier));
        }
    }

    [Fact]
    public void A_checkpoint_comes_back_as_it_was_signed()
    {
        var made = LedgerCheckpoint.Sign(7, Root, Key);
        var read = LedgerCheckpoint.Parse(Utf8(made.Note), Key.Verifier);
        Assert.Equal(("example.org/log", 7), (read.Origin, read.Size));
        Assert.Equal(Root, read.Root.ToArray());
        Assert.Equal(made.Note, read.Note);
    }

    [Fact]
    public void Every_path_is_written_in_one_way()
    {
        Assert.Equal(
            "tile/entries/x001/x234/067", new TilePath(TilePath.EntriesLevel, 1_234_067, 256).ToString());
        Assert.Equal(new TilePath(3, 1_234_067, 8), TilePath.Parse("tile/3/x001/x234/067.p/8"));
        Gen.Select(Gen.Int[-1, 63], Gen.Long[0, long.MaxValue], Gen.Int[1, 256]).Sample(
            (level, number, width) =>
            {
                var path = new TilePath(level, number, width);
                Assert.Equal(path, TilePath.Parse(path.ToString()));
            });
    }

    [Theory]
    [InlineData("tile/0/1")]
    [InlineData("tile/0/0001")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/002")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/00/001")]
    [InlineData("tile/64/001")]
    [InlineData("tile/-1/001")]
    [InlineData("tile/0/001.p/0")]
    [InlineData("tile/0/001.p/256")]
    [InlineData("tile/0/001.p/08")]
    [InlineData("tile/0/001.p")]
    [InlineData("tile/0/001/")]
    [InlineData("/tile/0/001")]
    [InlineData("tile/../key")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    public void What_is_no_path_of_a_tile_is_none(string path) => Assert.Null(TilePath.Parse(path));

    [Fact]
    public void A_bundle_gives_back_its_entries_and_nothing_else()
    {
        byte[][] entries = [[], [1], new byte[300], new byte[ushort.MaxValue]];
        var bundle = EntryBundle.Write(entries);
        Assert.Equal(entries, EntryBundle.Read(bundle, 4).Select(entry => entry.ToArray()));
        Assert.Equal(new byte[] { 0, 0, 0, 1, 1 }, bundle[..5]);
        Assert.Throws<LedgerFormatException>(() => EntryBundle.Read(bundle, 3));
        Assert.Throws<LedgerFormatException>(() => EntryBundle.Read(bundle, 5));
        Assert.Throws<LedgerFormatException>(() => EntryBundle.Read(bundle.AsMemory()[..^1], 4));
    }

    [Fact]
    public void A_receipt_is_read_as_written_and_its_extra_line_is_not_believed()
    {
        var note = LedgerCheckpoint.Sign(2, MerkleHash.Node(MerkleHash.Leaf("a"u8), Root), Key).Note;
        var text = new LedgerProof(1, [MerkleHash.Leaf("a"u8)], note).ToString();
        var parts = text.Split('\n', 2);
        foreach (var whole in new[] { text, $"{parts[0]}\nextra AAAA\n{parts[1]}" })
        {
            var proof = LedgerProof.Parse(Utf8(whole));
            Assert.Equal(text, proof.ToString());
            Assert.True(proof.Proves("x"u8, Key.Verifier));
            Assert.False(proof.Proves("y"u8, Key.Verifier));
        }
    }

    [Fact]
    public void Random_bytes_and_random_changes_are_refused_by_name_or_read()
    {
        var proof = new LedgerProof(1, [Root, Root], LedgerCheckpoint.Sign(3, Root, Key).Note).ToString();
        string[] examples = [Note, VKey, proof, Encoding.UTF8.GetString(MadeLog.Entry(1).ToBytes())];
        Gen.Select(Gen.Int[0, 3], Gen.Byte.Array[0, 40], Gen.Int[0, 400], Gen.Int[0, 3]).Sample(
            (example, bytes, at, cut) =>
            {
                var whole = Utf8(examples[example]);
                at = Math.Min(at, whole.Length);
                var rest = whole[Math.Min(whole.Length, at + (cut * 9))..];
                byte[] changed = [.. whole[..at], .. bytes, .. rest];
                Try(() => SignedNote.Parse(changed));
                Try(() => VerifierKey.Parse(Encoding.UTF8.GetString(changed)));
                Try(() => LedgerProof.Parse(changed));
                Try(() => LedgerEntry.Parse(changed));
                Try(() => EntryBundle.Read(changed, at));
                Assert.True(TilePath.Parse(Encoding.UTF8.GetString(bytes)) is null or { Width: > 0 });
            },
            iter: 5_000);
    }

    private static void Try(Action parse)
    {
        // Anything but these two ends the test.
        var thrown = Record.Exception(parse);
        Assert.True(thrown is null or LedgerFormatException, $"{thrown}");
    }

    private static void Refused(string note, VerifierKey key) =>
        Assert.Throws<LedgerFormatException>(() => SignedNote.Parse(Utf8(note)).Require(key));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
