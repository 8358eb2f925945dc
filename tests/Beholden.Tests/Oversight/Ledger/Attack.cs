using System.Text;
using Beholden.Oversight.Ledger;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>One way to falsify an exported log.</summary>
/// <param name="Files">What each file becomes; null where it goes.</param>
internal sealed record Attack(string Name, IReadOnlyDictionary<string, byte[]?> Files)
{
    private const int Kinds = 10;

    /// <summary>An attack drawn at random; each changes what a checkpoint over the whole covers.</summary>
    public static Attack Draw(ExportedLog log, Random random)
    {
        var kind = random.Next(Kinds);
        var name = log.Names[random.Next(log.Names.Count)];
        var bytes = log.Bytes(name);
        return kind switch
        {
            0 => File("flip", name, Flipped(bytes, random)),
            1 => File("drop a file", name, null),
            2 => File("cut a file", name, bytes[..random.Next(bytes.Length)]),
            3 => Swap(log, random),
            4 => File("write over", name, Overwritten(bytes, random)),
            _ => Rewritten(log, kind, random),
        };
    }

    /// <summary>Entries are changed, and all hashes and the signature made to fit.</summary>
    private static Attack Rewritten(ExportedLog log, int kind, Random random)
    {
        var entries = log.Entries.ToList();
        var (at, other) = (random.Next(entries.Count), random.Next(entries.Count));
        string what;
        switch (kind)
        {
            case 5:
                (what, entries[at]) = ("flip", Flipped(entries[at], random));
                break;
            case 6:
                what = "drop";
                entries.RemoveAt(at);
                break;
            case 7:
                what = "reorder";
                other = other == at ? (at + 1) % entries.Count : other;
                (entries[at], entries[other]) = (entries[other], entries[at]);
                break;
            case 8:
                what = "truncate";
                entries.RemoveRange(at, entries.Count - at);
                break;
            default:
                what = "fork";
                entries.RemoveRange(at, entries.Count - at);
                entries.AddRange(Enumerable.Range(0, random.Next(1, 400))
                    .Select(n => Encoding.UTF8.GetBytes($"another {at} {n}")));
                break;
        }

        // By the one who runs the log, or by somebody with a key of the same name.
        var key = random.Next(4) > 0 ? log.Key : new LedgerKey(log.Key.Verifier.Name, Bytes(random, 32));
        var files = log.Names.ToDictionary(name => name, byte[]? (_) => null);
        foreach (var (name, bytes) in ExportedLog.Rebuilt(entries, key))
        {
            files[name] = bytes;
        }

        // Sometimes one of the old files stays beside the new ones.
        if (random.Next(4) == 0)
        {
            files[log.Names[0]] = log.Bytes(log.Names[0]);
        }

        return new($"{what} and sign anew", files);
    }

    private static Attack Swap(ExportedLog log, Random random)
    {
        var paths = log.Names.Where(name => TilePath.Parse(name) is not null).ToList();
        var (one, other) = (paths[random.Next(paths.Count)], paths[random.Next(paths.Count)]);
        if (one != other)
        {
            return new("swap files", new Dictionary<string, byte[]?>
            {
                [one] = log.Bytes(other),
                [other] = log.Bytes(one),
            });
        }

        // Within a tile: two hashes change places.
        var tile = log.Bytes("tile/0/000");
        var (left, right) = (random.Next(128), 128 + random.Next(128));
        var kept = tile[(32 * left)..(32 * (left + 1))];
        tile.AsSpan(32 * right, 32).CopyTo(tile.AsSpan(32 * left));
        kept.CopyTo(tile, 32 * right);
        return File("swap hashes", "tile/0/000", tile);
    }

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private static byte[] Overwritten(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        byte[] written = [.. bytes[..at], .. Bytes(random, random.Next(1, 40)), .. bytes[at..]];
        return written;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static Attack File(string what, string name, byte[]? bytes) =>
        new($"{what}: {name}", new Dictionary<string, byte[]?> { [name] = bytes });
}
