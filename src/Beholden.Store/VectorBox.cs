using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Beholden.Store;

/// <summary>Sealed bytes, and the slot of the key that they are under.</summary>
internal readonly record struct Kept(long Slot, byte[] Bytes);

/// <summary>
/// Seals and opens what one collection keeps of people. Each face has a key of its own, for its vector and
/// its crop, and each user one for the user's vectors, of which every state has again its own: the mean of
/// before an erasure would tell about the face that is gone. For one thread at a time.
/// </summary>
/// <param name="collectionKey">32 bytes.</param>
internal sealed class VectorBox(byte[] collectionKey, long collection, KeySlots slots) : IDisposable
{
    private readonly Sealed keys = new(collectionKey);

    /// <summary>Draws a face's key and seals the vector under it.</summary>
    public Kept SealFace(ReadOnlySpan<float> vector, string faceId) =>
        SealNew(keys, MemoryMarshal.AsBytes(vector), Face(faceId));

    /// <returns>Null where the face's key was destroyed.</returns>
    /// <exception cref="AuthenticationTagMismatchException">Not that face's of this collection.</exception>
    public float[]? OpenFace(Kept vector, string faceId) => Open(keys, vector, Face(faceId));

    /// <param name="slot">Of the face's key.</param>
    /// <param name="picture">A file that shows the face.</param>
    /// <returns>Null where the face's key was destroyed.</returns>
    public byte[]? SealCrop(long slot, ReadOnlySpan<byte> picture, string faceId)
    {
        using var box = Under(keys, slot);
        return box?.Seal(picture, Crop(faceId));
    }

    /// <returns>Null where the face's key was destroyed.</returns>
    /// <exception cref="AuthenticationTagMismatchException">Not that face's of this collection.</exception>
    public byte[]? OpenCrop(Kept picture, string faceId)
    {
        using var box = Under(keys, picture.Slot);
        return box?.Open(picture.Bytes, Crop(faceId));
    }

    /// <summary>Draws a user's key, which seals the keys of the user's vectors.</summary>
    public long NewUser() => slots.Draw(keys, stackalloc byte[KeySlots.KeyBytes]);

    /// <param name="userSlot">Of the user's key.</param>
    /// <exception cref="KeySlotsException">The user's key was destroyed.</exception>
    public Kept SealUser(long userSlot, ReadOnlySpan<float> vector, string userId)
    {
        using var user = Under(keys, userSlot)
            ?? throw new KeySlotsException($"The key of the user {userId} is destroyed.");
        return SealNew(user, MemoryMarshal.AsBytes(vector), User(userId));
    }

    /// <param name="userSlot">Of the user's key.</param>
    /// <returns>Null where a key was destroyed.</returns>
    /// <exception cref="AuthenticationTagMismatchException">Not that user's of this collection.</exception>
    public float[]? OpenUser(long userSlot, Kept vector, string userId)
    {
        using var user = Under(keys, userSlot);
        return user is null ? null : Open(user, vector, User(userId));
    }

    public void Dispose() => keys.Dispose();

    private Kept SealNew(Sealed under, ReadOnlySpan<byte> plain, string belongsTo)
    {
        var key = new byte[KeySlots.KeyBytes];
        var slot = slots.Draw(under, key);
        using var box = new Sealed(key);
        CryptographicOperations.ZeroMemory(key);
        return new(slot, box.Seal(plain, belongsTo));
    }

    private float[]? Open(Sealed under, Kept kept, string belongsTo)
    {
        using var box = Under(under, kept.Slot);
        return box is null ? null : Sql.Floats(box.Open(kept.Bytes, belongsTo));
    }

    private Sealed? Under(Sealed under, long slot)
    {
        var key = new byte[KeySlots.KeyBytes];
        if (!slots.Open(slot, under, key))
        {
            return null;
        }

        var box = new Sealed(key);
        CryptographicOperations.ZeroMemory(key);
        return box;
    }

    private string Crop(string faceId) => $"crop {collection} {faceId}";

    private string Face(string faceId) => $"face {collection} {faceId}";

    private string User(string userId) => $"user {collection} {userId}";
}
