using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Microsoft.Data.Sqlite;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>Entries and the records that they stand for: what is written, told, guessed and erased.</summary>
public sealed class RecordTests
{
    private static readonly string[] Dictionary = ["Grace Hopper", "Ada Lovelace", "Alan Turing"];

    [Fact]
    public void An_entry_has_one_form_and_comes_back_from_it()
    {
        var entry = MadeLog.Entry(1) with
        {
            Of = 0,
            Counts = new Dictionary<string, long> { ["b"] = 2, ["a"] = 1 },
            Rules = ["quote \" and \\", "line\nand é\u0001"],
        };
        const string json = """
            {"v":1,"t":1767323046000,"kind":"entry","operation":"SearchFaces","purpose":"personal",
            "key":"BHAAAAAAAAAAAAAAAAAA","of":0,"collection":"us-east-1/staff","collectionRoot":"ROOT",
            "collectionSize":1,"threshold":"99.0","decision":"allow",
            "rules":["quote \" and \\","line\nand é\u0001"],"counts":{"a":1,"b":2}}
            """;
        var expected = json.Replace("\n", "", StringComparison.Ordinal)
            .Replace("ROOT", new('a', 64), StringComparison.Ordinal);
        Assert.Equal(expected, Encoding.UTF8.GetString(entry.ToBytes()));
        Assert.Equal(entry.ToBytes(), LedgerEntry.Parse(entry.ToBytes()).ToBytes());
    }

    [Fact]
    public async Task An_entry_of_more_than_a_kilobyte_is_refused()
    {
        await using var made = await MadeLog.Make();
        var large = MadeLog.Entry(0) with { Decision = new('x', LedgerLimits.EntryBytesMax) };
        await Assert.ThrowsAsync<LedgerFormatException>(() =>
            made.Log.Append(large, null, MadeLog.Cancelled));
        Assert.Equal(0, made.Log.Size);
    }

    [Fact]
    public void A_record_has_one_form_and_no_fractions()
    {
        var one = new LedgerRecord(
            new() { ["b"] = 1, ["a"] = new JsonObject { ["z"] = null, ["y"] = true } });
        Assert.Equal("""{"a":{"y":true,"z":null},"b":1}""", Encoding.UTF8.GetString(one.Content));
        Assert.Throws<LedgerFormatException>(() => new LedgerRecord(new() { ["a"] = 0.5 }));
        Assert.Throws<LedgerFormatException>(() => new LedgerRecord(new() { ["a"] = 1L << 53 }));
        Assert.Throws<LedgerFormatException>(() => new LedgerRecord(new() { ["a"] = "\ud800" }));
        Assert.Throws<LedgerFormatException>(() => new LedgerRecord(
            new() { ["a"] = new string('x', LedgerLimits.RecordBytesMax) }));
        var deep = new JsonArray();
        for (var n = 0; n < LedgerLimits.RecordDepthMax; n++)
        {
            deep = new JsonArray(deep);
        }

        Assert.Throws<LedgerFormatException>(() => new LedgerRecord(new() { ["a"] = deep }));
    }

    [Fact]
    public async Task A_record_is_read_with_the_key_that_proves_it_and_lies_sealed_on_the_disk()
    {
        await using var made = await MadeLog.Make();
        var index = await made.Log.Append(
            MadeLog.Entry(0), MadeLog.Record("Ada Lovelace"), MadeLog.Cancelled);
        var record = made.Log.ReadRecord(index)!;
        Assert.Equal(MadeLog.Record("Ada Lovelace").Content, record.Content.Span);
        Assert.Equal(
            (await Entry(made, index)).RecordCommit,
            LedgerRecord.Commit(record.Key.Span, record.Content.Span));

        await made.Reopen();
        Assert.Equal(record.Content.ToArray(), made.Log.ReadRecord(index)!.Content.ToArray());
        Assert.DoesNotContain("Lovelace", await OnDisk(made), StringComparison.Ordinal);
        Assert.Null(made.Log.ReadRecord(index + 1));
    }

    [Fact]
    public async Task Guessing_finds_a_plain_hash_and_not_a_commitment()
    {
        await using var made = await MadeLog.Make();
        var truth = MadeLog.Record("Ada Lovelace");
        var one = await Entry(made, await made.Log.Append(MadeLog.Entry(0), truth, MadeLog.Cancelled));
        var two = await Entry(made, await made.Log.Append(MadeLog.Entry(0), truth, MadeLog.Cancelled));
        Assert.NotEqual(one.RecordCommit, two.RecordCommit);

        // A dictionary with the true record in it, and the keys that a guesser could think of.
        var dictionary = Dictionary.Select(MadeLog.Record).ToList();
        byte[][] keys = [[], new byte[32], MadeLog.RecordKey, truth.Content.ToArray()];
        Assert.DoesNotContain(
            dictionary,
            guess => keys.Any(key => LedgerRecord.Commit(key, guess.Content) == one.RecordCommit));
        Assert.DoesNotContain(dictionary, guess => Plain(guess) == one.RecordCommit);

        // Why the key: without one, the same dictionary finds it.
        Assert.Contains(dictionary, guess => Plain(guess) == Plain(truth));
    }

    [Fact]
    public async Task After_a_tenth_of_the_records_is_erased_all_old_proofs_hold_and_nothing_is_left_of_them()
    {
        await using var made = await MadeLog.Make();
        for (var n = 0; n < 6; n++)
        {
            await made.Add(50, MadeLog.Record($"person {n}"));
        }

        var old = await made.Log.Checkpoint(isFresh: true, MadeLog.Cancelled);
        await made.Add(20);
        var head = await made.Log.Checkpoint(isFresh: true, MadeLog.Cancelled);
        var kept = Enumerable.Range(0, 320).Select(n => made.Log.InclusionProof(n, 320)!).ToList();
        var sealedBefore = SealedBodies(made);
        foreach (var index in Enumerable.Range(0, 30).Select(n => 10 * n))
        {
            Assert.True(await made.Log.EraseRecord(index, MadeLog.Cancelled));
            Assert.False(await made.Log.EraseRecord(index, MadeLog.Cancelled));
            Assert.Null(made.Log.ReadRecord(index));
        }

        Assert.NotNull(made.Log.ReadRecord(11));
        RequireGone(made, sealedBefore);
        await made.Reopen();
        var leaves = made.Leaves();
        Assert.All(kept.Index(), one => Assert.True(
            MerkleProof.IsIncluded(one.Index, 320, leaves[one.Index], one.Item, head.Root)));
        Assert.True(MerkleProof.IsConsistent(
            300, 320, made.Log.ConsistencyProof(300, 320)!, old.Root, head.Root));
        using var export = new Support.TemporaryFolder();
        await LedgerExport.Write(made.Log, export.Path, MadeLog.Cancelled);
        var verdict = LedgerVerifier.Verify(
            export.Path, new(null, [new("old", Encoding.UTF8.GetBytes(old.Note))]), MadeLog.Cancelled);
        Assert.Empty(verdict.Findings);
    }

    private static Dictionary<long, byte[]> SealedBodies(MadeLog made)
    {
        using var db = new SqliteConnection($"Data Source={made.Database};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "SELECT idx, sealed_key FROM record";
        using var rows = command.ExecuteReader();
        var keys = new Dictionary<long, byte[]>();
        while (rows.Read())
        {
            keys[(long)rows[0]] = (byte[])rows[1];
        }

        return keys;
    }

    /// <summary>The sealed keys of erased records are in none of the files any more.</summary>
    private static void RequireGone(MadeLog made, Dictionary<long, byte[]> keys)
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(made.Database)!).Select(Bytes).ToList();
        foreach (var (index, key) in keys)
        {
            var isThere = files.Any(file => file.AsSpan().IndexOf(key) >= 0);
            Assert.Equal(index % 10 != 0, isThere);
        }
    }

    private static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static async Task<string> OnDisk(MadeLog made)
    {
        var all = new StringBuilder();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(made.Database)!))
        {
            all.Append(Encoding.Latin1.GetString(await Task.Run(() => Bytes(file))));
        }

        return all.ToString();
    }

    private static async Task<LedgerEntry> Entry(MadeLog made, long index)
    {
        await foreach (var one in made.Log.Entries(index, MadeLog.Cancelled))
        {
            return one.Entry;
        }

        throw new InvalidOperationException($"There is no entry {index}.");
    }

    private static string Plain(LedgerRecord record) =>
        Convert.ToHexStringLower(SHA256.HashData(record.Content));
}
