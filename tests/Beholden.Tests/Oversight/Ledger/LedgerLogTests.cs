using System.Diagnostics;
using Beholden.Oversight.Ledger;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>The log on its disk: what it answers, keeps, refuses and signs.</summary>
public sealed class LedgerLogTests
{
    [Fact]
    public async Task Entries_come_back_in_their_order_after_a_restart()
    {
        await using var made = await MadeLog.Make(entries: 600);
        var before = await made.Log.Checkpoint(isFresh: true, MadeLog.Cancelled);
        await made.Reopen();

        Assert.Equal(600, made.Log.Size);
        var entries = new List<IndexedEntry>();
        await foreach (var one in made.Log.Entries(from: 0, MadeLog.Cancelled))
        {
            entries.Add(one);
        }

        Assert.Equal(Enumerable.Range(0, 600).Select(n => (long)n), entries.Select(one => one.Index));
        Assert.Equal(600, entries.Select(one => one.Entry.CollectionSize).Distinct().Count());
        var third = entries.Single(one => one.Entry.CollectionSize == 3).Entry;
        Assert.Equal(MadeLog.Entry(3).ToBytes(), third.ToBytes());
        var after = await made.Log.Checkpoint(isFresh: true, MadeLog.Cancelled);
        Assert.Equal(before.Note, after.Note);
        Assert.Equal(NaiveTree.Root(made.Leaves()), after.Root.ToArray());
    }

    [Fact]
    public async Task Proofs_and_receipts_of_the_log_hold()
    {
        await using var made = await MadeLog.Make(entries: 300);
        var old = await made.Log.Checkpoint(isFresh: true, MadeLog.Cancelled);
        await made.Add(400);
        var head = await made.Log.Checkpoint(isFresh: true, MadeLog.Cancelled);

        Assert.True(MerkleProof.IsConsistent(
            300, 700, made.Log.ConsistencyProof(300, 700)!, old.Root, head.Root));
        var receipt = LedgerProof.Parse(
            System.Text.Encoding.UTF8.GetBytes((await made.Log.Receipt(299, MadeLog.Cancelled))!.ToString()));
        var bundle = EntryBundle.Read(made.Log.Bundle(new(TilePath.EntriesLevel, 1, 44)), 44);
        Assert.True(receipt.Proves(bundle[43].Span, made.Log.Verifier));
        Assert.False(receipt.Proves(bundle[42].Span, made.Log.Verifier));
        Assert.Null(made.Log.InclusionProof(700, 700));
        Assert.Null(made.Log.InclusionProof(0, 701));
        Assert.Null(made.Log.ConsistencyProof(0, 700));
        Assert.Null(await made.Log.Receipt(700, MadeLog.Cancelled));
        Assert.Null(made.Log.Tile(new(0, long.MaxValue / 200, 1)));
    }

    [Fact]
    public async Task A_receipt_of_the_last_entry_needs_no_waiting()
    {
        await using var made = await MadeLog.Make();
        for (var n = 0; n < 20; n++)
        {
            var index = await made.Log.Append(MadeLog.Entry(n), null, MadeLog.Cancelled);
            var receipt = await made.Log.Receipt(index, MadeLog.Cancelled);
            Assert.True(receipt!.Proves(MadeLog.Entry(n).ToBytes(), made.Log.Verifier));
        }
    }

    [Fact]
    public async Task Who_does_not_need_a_fresh_checkpoint_gets_one_that_was_signed_before()
    {
        await using var made = await MadeLog.Make();
        var watch = Stopwatch.StartNew();
        var heads = new HashSet<string>();
        for (var n = 0; n < 50; n++)
        {
            await made.Add(1);
            heads.Add((await made.Log.Checkpoint(isFresh: false, MadeLog.Cancelled)).Note);
        }

        // At the start, by the timer, and when a second is over.
        Assert.InRange(heads.Count, 1, 2 + (2 * (int)watch.Elapsed.TotalSeconds));
        await made.Reopen();
        Assert.Equal(50, (await made.Log.Checkpoint(isFresh: false, MadeLog.Cancelled)).Size);
    }

    [Fact]
    public async Task The_key_of_a_ledger_is_made_once_and_only_its_owner_may_read_it()
    {
        await using var made = await MadeLog.Make();
        var key = Path.Combine(made.Path, "ledger", "signing-key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        var verifier = made.Log.Verifier.ToString();
        await made.Reopen();
        Assert.Equal(verifier, made.Log.Verifier.ToString());
        Assert.Equal(verifier, VerifierKey.Parse(verifier).ToString());

        await Refused(made, "key is missing", () => File.Move(key, key + ".away"));
        File.Move(key + ".away", key);
        await Refused(made, "no key of a ledger", () => File.WriteAllText(key, "PRIVATE+KEY+x\n"));
    }

    [Fact]
    public async Task A_log_that_was_put_back_from_an_old_copy_is_not_continued()
    {
        await using var made = await MadeLog.Make(entries: 10);
        await made.Reopen(() => File.Copy(made.Database, made.Path + "/old"));
        await made.Add(10);
        await Refused(made, "20 before", () => File.Copy(made.Path + "/old", made.Database, overwrite: true));
    }

    [Fact]
    public async Task A_log_with_a_changed_entry_is_not_continued()
    {
        await using var made = await MadeLog.Make(entries: 10);
        await Refused(made, "not those", () => made.Sql(
            "UPDATE entry SET body = CAST(replace(body, 'allow', 'other') AS BLOB) WHERE idx = 4"));
    }

    [Fact]
    public async Task A_log_that_lost_an_entry_is_not_continued()
    {
        await using var made = await MadeLog.Make(entries: 10);
        await Refused(made, "missing", () => made.Sql("DELETE FROM entry WHERE idx = 4"));
    }

    [Fact]
    public async Task An_append_fails_by_name_while_the_ledger_cannot_be_written_and_works_after()
    {
        await using var made = await MadeLog.Make(entries: 3);
        made.Sql("ALTER TABLE entry RENAME TO gone");
        var failed = Enumerable.Range(0, 9).Select(n =>
            made.Log.Append(MadeLog.Entry(n), null, MadeLog.Cancelled));
        foreach (var one in failed.ToList())
        {
            await Assert.ThrowsAsync<LedgerUnwritableException>(() => one);
        }

        made.Sql("ALTER TABLE gone RENAME TO entry");
        Assert.Equal(3, await made.Log.Append(MadeLog.Entry(3), null, MadeLog.Cancelled));
        await made.Reopen();
        Assert.Equal(4, made.Log.Size);
    }

    [Fact]
    public async Task A_closed_log_takes_no_entry()
    {
        await using var made = await MadeLog.Make();
        await made.Log.DisposeAsync();
        await Assert.ThrowsAsync<LedgerUnwritableException>(() =>
            made.Log.Append(MadeLog.Entry(0), null, MadeLog.Cancelled));
        await made.Reopen();
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_signs_it()
    {
        await using var made = await MadeLog.Make();
        var waiting = Enumerable.Range(0, 700)
            .Select(n => made.Log.Append(MadeLog.Entry(n), null, MadeLog.Cancelled)).ToList();
        await made.Log.DisposeAsync();
        var answered = await Task.WhenAll(waiting);
        await made.Reopen();
        Assert.Equal(Enumerable.Range(0, 700).Select(n => (long)n), answered.Order());
        Assert.Equal(700, (await made.Log.Checkpoint(isFresh: false, MadeLog.Cancelled)).Size);
    }

    private static async Task Refused(MadeLog made, string part, Action change)
    {
        var refusal = await Assert.ThrowsAsync<LedgerBrokenException>(() => made.Reopen(change));
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }
}
