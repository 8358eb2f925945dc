using System.Security.Cryptography;
using System.Text;

namespace Beholden.Store;

/// <summary>
/// The 32 random bytes in the folder's file <c>secret</c> (mode 0600), from which every other secret of the
/// server is derived. It stands beside the database, not in it, so that a copied database gives nothing away.
/// </summary>
internal sealed class FolderSecret
{
    private const int BytesExact = 32;

    private readonly byte[] root;

    private FolderSecret(byte[] root) => this.root = root;

    /// <param name="mayCreate">Whether the folder is new: an old one without its secret is broken.</param>
    /// <exception cref="FolderSecretException">Missing from an old folder, or not 32 bytes.</exception>
    public static FolderSecret Open(string folder, bool mayCreate)
    {
        var path = Path.Combine(folder, "secret");
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw new FolderSecretException($"The file {path} is missing, and the database beside it "
                    + "cannot be used without it. Put it back from your backup.");
            }

            OwnFile.Write(path, RandomNumberGenerator.GetBytes(BytesExact));
        }

        var root = File.ReadAllBytes(path);
        return root.Length == BytesExact
            ? new FolderSecret(root)
            : throw new FolderSecretException($"The file {path} has {root.Length} bytes instead of "
                + $"{BytesExact}. Put it back from your backup.");
    }

    /// <returns>32 bytes, the same at every call for one use, unrelated to those of another use.</returns>
    public byte[] For(string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, BytesExact, info: Encoding.UTF8.GetBytes(use));
}
