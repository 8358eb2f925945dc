using System.Security.Cryptography;
using Beholden.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Store;

public sealed class KeySlotsTests
{
    private const int SlotBytes = 64;

    [Fact]
    public void A_key_stays_the_same_over_openings_until_it_is_destroyed()
    {
        using var folder = new TemporaryFolder();
        using var under = new Sealed(RandomNumberGenerator.GetBytes(32));
        var drawn = new Dictionary<long, byte[]>();
        using (var slots = KeySlots.Open(folder.Path, mayCreate: true))
        {
            for (var n = 0; n < 10_000; n++)
            {
                var key = new byte[KeySlots.KeyBytes];
                drawn.Add(slots.Draw(under, key), key);
            }

            slots.Flush();
        }

        var doomed = drawn.Keys.Where(slot => slot % 7 == 0 || slot is > 5_000 and < 9_300).ToHashSet();
        using (var slots = KeySlots.Open(folder.Path, mayCreate: false))
        {
            slots.Destroy(doomed);
            slots.Destroy(doomed.Take(3));
            Assert.Equal(doomed.Count, slots.DestroyedCount);
        }

        using var last = KeySlots.Open(folder.Path, mayCreate: false);
        Assert.Equal(doomed.Order(), last.Destroyed());
        Assert.Equal(doomed.Count, last.DestroyedCount);
        foreach (var (slot, key) in drawn)
        {
            var opened = new byte[KeySlots.KeyBytes];
            Assert.Equal(!doomed.Contains(slot), last.Open(slot, under, opened));
            Assert.Equal(doomed.Contains(slot) ? new byte[KeySlots.KeyBytes] : key, opened);
        }
    }

    [Fact]
    public void A_slot_is_never_used_twice()
    {
        using var folder = new TemporaryFolder();
        using var under = new Sealed(RandomNumberGenerator.GetBytes(32));
        var seen = new HashSet<long>();
        for (var opening = 0; opening < 5; opening++)
        {
            using var slots = KeySlots.Open(folder.Path, mayCreate: true);
            var slot = slots.Draw(under, new byte[KeySlots.KeyBytes]);
            Assert.True(seen.Add(slot));
            slots.Destroy([slot]);
        }
    }

    [Fact]
    public void Half_a_slot_that_a_crash_left_is_passed_over()
    {
        using var folder = new TemporaryFolder();
        using var under = new Sealed(RandomNumberGenerator.GetBytes(32));
        var key = new byte[KeySlots.KeyBytes];
        long first;
        using (var slots = KeySlots.Open(folder.Path, mayCreate: true))
        {
            first = slots.Draw(under, key);
            _ = slots.Draw(under, new byte[KeySlots.KeyBytes]);
        }

        using (var file = File.OpenWrite(PathOf(folder)))
        {
            file.SetLength(file.Length - (SlotBytes / 2));
        }

        using var again = KeySlots.Open(folder.Path, mayCreate: false);
        var opened = new byte[KeySlots.KeyBytes];
        Assert.True(again.Open(first, under, opened));
        Assert.Equal(key, opened);
        Assert.Equal(first + 2, again.Draw(under, new byte[KeySlots.KeyBytes]));
    }

    [Fact]
    public void A_slot_cannot_be_passed_off_as_another()
    {
        using var folder = new TemporaryFolder();
        using var under = new Sealed(RandomNumberGenerator.GetBytes(32));
        using (var slots = KeySlots.Open(folder.Path, mayCreate: true))
        {
            _ = slots.Draw(under, new byte[KeySlots.KeyBytes]);
            _ = slots.Draw(under, new byte[KeySlots.KeyBytes]);
        }

        var bytes = File.ReadAllBytes(PathOf(folder));
        bytes.AsSpan(SlotBytes, SlotBytes).CopyTo(bytes.AsSpan(2 * SlotBytes));
        File.WriteAllBytes(PathOf(folder), bytes);
        using var swapped = KeySlots.Open(folder.Path, mayCreate: false);
        Assert.Throws<AuthenticationTagMismatchException>(
            () => swapped.Open(2, under, new byte[KeySlots.KeyBytes]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public void What_is_no_file_of_keys_is_refused(int length)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<KeySlotsException>(() => KeySlots.Open(folder.Path, mayCreate: false));
        KeySlots.Open(folder.Path, mayCreate: true).Dispose();
        File.WriteAllBytes(PathOf(folder), new byte[length]);
        Assert.Throws<KeySlotsException>(() => KeySlots.Open(folder.Path, mayCreate: true));
    }

    [Fact]
    public void Only_the_owner_may_read_it()
    {
        using var folder = new TemporaryFolder();
        KeySlots.Open(folder.Path, mayCreate: true).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf(folder)));
    }

    private static string PathOf(TemporaryFolder folder) => Path.Combine(folder.Path, "keys", "slots");
}
