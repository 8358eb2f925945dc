namespace Beholden.Oversight.Ledger;

/// <summary>
/// Checks an export without its server: reads every bundle, computes every leaf, tile and root anew, and
/// compares them with the files, the signed checkpoint and the checkpoints that somebody kept.
/// </summary>
/// <remarks>
/// The export is not trusted: whatever it holds becomes findings, never an exception, in the memory of one
/// bundle and one tile for each level.
/// </remarks>
public sealed class LedgerVerifier
{
    private readonly ExportFolder folder;
    private readonly LedgerTrust trust;
    private readonly SortedDictionary<long, byte[]?> rootsAt = []; // At the sizes of the kept checkpoints.

    private LedgerVerifier(string folder, LedgerTrust trust) =>
        (this.folder, this.trust) = (new(folder), trust);

    /// <param name="folder">
    /// Absolute path of a folder that <see cref="LedgerExport"/> wrote, supposedly.
    /// </param>
    public static LedgerVerdict Verify(string folder, LedgerTrust trust, CancellationToken cancelled)
    {
        ArgumentNullException.ThrowIfNull(trust);
        return new LedgerVerifier(folder, trust).Verify(cancelled);
    }

    private LedgerVerdict Verify(CancellationToken cancelled)
    {
        var key = Key();
        var head = key is null ? null : Checkpoint(key);
        if (key is null || head is null)
        {
            return Verdict(null, kept: []);
        }

        var kept = Kept(key);
        folder.FindStrangers(head.Size);
        var edge = Rebuild(head.Size, cancelled);
        if (edge?.Root().AsSpan().SequenceEqual(head.Root) == false)
        {
            folder.Find($"The entries do not have the root that the checkpoint over {head.Size} states.");
        }

        foreach (var (name, old) in kept)
        {
            Compare(name, old, head);
        }

        return Verdict(head, [.. kept.Select(one => one.Value)]);
    }

    private VerifierKey? Key()
    {
        if (folder.Key() is not { } bytes)
        {
            return null;
        }

        try
        {
            var key = LedgerExport.ReadKey(bytes);
            if (trust.Key is null || trust.Key.ToString() == key.ToString())
            {
                return key;
            }

            folder.Find($"The export is of the key {key}, not of {trust.Key}.");
        }
        catch (LedgerFormatException wrong)
        {
            folder.Find(wrong.Message);
        }

        return null;
    }

    private LedgerCheckpoint? Checkpoint(VerifierKey key)
    {
        if (folder.Checkpoint() is not { } bytes)
        {
            return null;
        }

        try
        {
            return LedgerCheckpoint.Parse(bytes, key);
        }
        catch (LedgerFormatException wrong)
        {
            folder.Find(wrong.Message);
            return null;
        }
    }

    private List<KeyValuePair<string, LedgerCheckpoint>> Kept(VerifierKey key)
    {
        var kept = new List<KeyValuePair<string, LedgerCheckpoint>>();
        foreach (var (name, bytes) in trust.Checkpoints)
        {
            try
            {
                var old = LedgerCheckpoint.Parse(bytes.Span, key);
                kept.Add(new(name, old));
                rootsAt[old.Size] = old.Size == 0 ? MerkleHash.Empty() : null;
            }
            catch (LedgerFormatException wrong)
            {
                folder.Find($"The kept checkpoint {name} is not of the export's log: {wrong.Message}");
            }
        }

        return kept;
    }

    /// <returns>Null where a bundle is not to be read: nothing behind it can be computed.</returns>
    private TreeEdge? Rebuild(long size, CancellationToken cancelled)
    {
        var edge = TreeEdge.Empty;
        foreach (var path in TilePath.Of(size).TakeWhile(path => path.IsEntries))
        {
            cancelled.ThrowIfCancellationRequested();
            if (folder.Bundle(path) is not { } bundle || Leaves(path, bundle) is not { } leaves)
            {
                return null;
            }

            foreach (var part in Parts(edge.Size, leaves))
            {
                edge = edge.Append(part, (level, number, hashes) =>
                    folder.Compare(new(level, number, TilePath.WidthFull), hashes));
                if (rootsAt.ContainsKey(edge.Size))
                {
                    rootsAt[edge.Size] = edge.Root();
                }
            }
        }

        // Full tiles were compared as they filled; these are the partial ones.
        for (var level = 0; size >> (level * TilePath.HeightOfTile) != 0; level++)
        {
            var hashes = size >> (level * TilePath.HeightOfTile);
            var width = (int)(hashes % TilePath.WidthFull);
            if (width > 0)
            {
                folder.Compare(new(level, hashes / TilePath.WidthFull, width), edge.Tile(level, width));
            }
        }

        return edge;
    }

    /// <summary>
    /// The leaves of a bundle, parted where a kept checkpoint ends, so that its root is seen.
    /// </summary>
    private IEnumerable<IReadOnlyList<byte[]>> Parts(long first, List<byte[]> leaves)
    {
        var done = 0;
        foreach (var size in rootsAt.Keys.Where(size => size > first && size < first + leaves.Count).ToList())
        {
            yield return leaves[done..(int)(size - first)];
            done = (int)(size - first);
        }

        yield return leaves[done..];
    }

    private List<byte[]>? Leaves(TilePath path, byte[] bundle)
    {
        try
        {
            return [.. EntryBundle.Read(bundle, path.Width).Select(entry => MerkleHash.Leaf(entry.Span))];
        }
        catch (LedgerFormatException wrong)
        {
            folder.Find($"{path}: {wrong.Message}");
            return null;
        }
    }

    private void Compare(string name, LedgerCheckpoint old, LedgerCheckpoint head)
    {
        if (old.Size > head.Size)
        {
            folder.Find($"The kept checkpoint {name} is over {old.Size} entries and the export has "
                + $"{head.Size}: the log was cut back, or the export is an older one.");
        }
        else if (rootsAt[old.Size] is { } root && !old.Root.SequenceEqual(root))
        {
            folder.Find($"The first {old.Size} entries are not those of the kept checkpoint {name}: "
                + "the log was rewritten.");
        }
        else if (rootsAt[old.Size] is null)
        {
            folder.Find($"The kept checkpoint {name} could not be compared.");
        }
    }

    private LedgerVerdict Verdict(LedgerCheckpoint? head, List<LedgerCheckpoint> kept)
    {
        return new(
            folder.Findings, folder.FindingsTotal, head?.Origin, head?.Size ?? 0,
            head is null ? null : Convert.ToBase64String(head.Root), Sentence());

        string Sentence()
        {
            if (folder.FindingsTotal > 0 || head is null)
            {
                return $"Nothing is proven: {folder.FindingsTotal} findings say that this is not, whole and "
                    + "unchanged, a log that its key signed.";
            }

            var signed = trust.Key is null
                ? "by the key that came with them (compare it with one you have from elsewhere)"
                : "by the key you gave";
            var continued = kept.Count == 0
                ? "; not proven is that the log was never longer or other than this, which shows only "
                    + "against a checkpoint that someone kept"
                : $", and that none of the first {kept.Max(one => one.Size)} was changed or cut since the "
                    + "kept checkpoint; not proven is that the log did not go on behind its last entry, "
                    + "since a log cut back to an older signed checkpoint shows only against a later one "
                    + "that someone kept";
            return $"Proven is that these {head.Size} entries, in this order, are what was signed {signed}"
                + $"{continued}, nor that everything that was done was entered.";
        }
    }
}
