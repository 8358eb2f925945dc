using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Beholden.Store;

/// <summary>
/// Keys that can be destroyed, in a file of their own beside the database: <c>keys/slots</c>. A slot holds
/// one key, sealed under another; to destroy the key, its slot is overwritten with zeros. A slot
/// is never used twice, so whatever was sealed under a destroyed key stays shut, in every copy of the
/// database, old or new. One writes, any number read.
/// </summary>
/// <remarks>
/// The file begins with a header as long as a slot: 16 bytes that name the format, 16 random ones that name
/// the file, zeros. A slot: nonce, tag and ciphertext of 32 bytes (AES-256-GCM, bound to the slot's number),
/// zeros. Beside a database, so that a copy of the database holds no key; never in a backup, or an old backup
/// would bring back what was erased.
/// </remarks>
internal sealed class KeySlots : IDisposable
{
    public const int KeyBytes = 32;

    private const int SlotBytes = 64;
    private const int SealedBytes = Sealed.ExtraBytes + KeyBytes;
    private const int IdBytes = 16;

    // Slots that are read or overwritten at once.
    private const int SlotsPerStep = 4_096;

    private static readonly byte[] Magic = "beholden keys  1"u8.ToArray();

    private readonly SafeFileHandle file;
    private long next;
    private long destroyed;
    private bool unflushed;

    private KeySlots(SafeFileHandle file, byte[] id)
    {
        this.file = file;
        Id = Convert.ToHexStringLower(id);

        // A crash can leave half a slot, which no row names.
        next = (RandomAccess.GetLength(file) + SlotBytes - 1) / SlotBytes;
        destroyed = Destroyed().LongCount();
    }

    /// <summary>32 hex digits that name this file.</summary>
    public string Id { get; }

    /// <summary>The slot that the next key takes.</summary>
    public long Next => Volatile.Read(ref next);

    /// <summary>How many slots hold zeros.</summary>
    public long DestroyedCount => destroyed;

    /// <param name="folder">The data folder.</param>
    /// <param name="mayCreate">Whether no row can name a slot yet.</param>
    /// <exception cref="KeySlotsException">Missing where rows name slots, or not such a file.</exception>
    public static KeySlots Open(string folder, bool mayCreate)
    {
        var path = Path.Combine(folder, "keys", "slots");
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw new KeySlotsException($"The file {path} is missing. It holds the keys of every face, "
                    + "and no backup has them: put back the folder's own file.");
            }

            Create(path);
        }

        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var header = new byte[SlotBytes];
        if (RandomAccess.Read(file, header, 0) == SlotBytes
            && header.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            return new KeySlots(file, header.AsSpan(Magic.Length, IdBytes).ToArray());
        }

        file.Dispose();
        throw new KeySlotsException($"The file {path} is no file of keys. Put back the folder's own file.");
    }

    /// <summary>Draws a key and gives it a slot. It is safe from a crash after the next flush.</summary>
    /// <param name="under">What seals it.</param>
    /// <param name="key">Takes the key, 32 bytes.</param>
    public long Draw(Sealed under, Span<byte> key)
    {
        RandomNumberGenerator.Fill(key);
        var slot = next;
        Span<byte> bytes = stackalloc byte[SlotBytes];
        under.Seal(key, KeyOf(slot), bytes[..SealedBytes]);
        RandomAccess.Write(file, bytes, slot * SlotBytes);
        unflushed = true;
        Volatile.Write(ref next, slot + 1);
        return slot;
    }

    /// <param name="key">Takes the key, 32 bytes.</param>
    /// <returns>Whether there is a key: it may have been destroyed.</returns>
    /// <exception cref="AuthenticationTagMismatchException">It was sealed under something else.</exception>
    public bool Open(long slot, Sealed under, Span<byte> key)
    {
        Span<byte> bytes = stackalloc byte[SlotBytes];
        if (slot < 1 || RandomAccess.Read(file, bytes, slot * SlotBytes) < SlotBytes
            || !bytes.ContainsAnyExcept((byte)0))
        {
            return false;
        }

        under.Open(bytes[..SealedBytes], KeyOf(slot), key);
        return true;
    }

    /// <summary>Has the disk keep what was drawn. Before the rows that name them are committed.</summary>
    public void Flush()
    {
        if (unflushed)
        {
            RandomAccess.FlushToDisk(file);
            unflushed = false;
        }
    }

    /// <summary>Overwrites slots with zeros, also on the disk once this returns.</summary>
    public void Destroy(IEnumerable<long> slots)
    {
        var zeros = new byte[SlotBytes * SlotsPerStep];
        var bytes = new byte[zeros.Length];
        foreach (var (first, count) in Runs(slots))
        {
            var length = count * SlotBytes;
            var read = RandomAccess.Read(file, bytes.AsSpan(0, length), first * SlotBytes);
            destroyed += Enumerable.Range(0, read / SlotBytes).Count(
                at => bytes.AsSpan(at * SlotBytes, SlotBytes).ContainsAnyExcept((byte)0));
            RandomAccess.Write(file, zeros.AsSpan(0, length), first * SlotBytes);
        }

        RandomAccess.FlushToDisk(file);
        unflushed = false;
    }

    /// <returns>The slots that hold zeros, ascending.</returns>
    public IEnumerable<long> Destroyed()
    {
        var bytes = new byte[SlotBytes * SlotsPerStep];
        for (var first = 1L; first < next; first += SlotsPerStep)
        {
            var read = RandomAccess.Read(file, bytes, first * SlotBytes);
            for (var at = 0; at < read / SlotBytes; at++)
            {
                if (!bytes.AsSpan(at * SlotBytes, SlotBytes).ContainsAnyExcept((byte)0))
                {
                    yield return first + at;
                }
            }
        }
    }

    public void Dispose() => file.Dispose();

    private static void Create(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var header = new byte[SlotBytes];
        Magic.CopyTo(header, 0);
        RandomNumberGenerator.Fill(header.AsSpan(Magic.Length, IdBytes));
        OwnFile.Write(path, header);
    }

    private static byte[] KeyOf(long slot) => Encoding.UTF8.GetBytes($"slot {slot}");

    private static IEnumerable<(long First, int Count)> Runs(IEnumerable<long> slots)
    {
        var (first, count) = (0L, 0);
        foreach (var slot in slots.Order())
        {
            if (count > 0 && slot == first + count && count < SlotsPerStep)
            {
                count++;
                continue;
            }

            if (count > 0)
            {
                yield return (first, count);
            }

            (first, count) = (slot, 1);
        }

        if (count > 0)
        {
            yield return (first, count);
        }
    }
}
