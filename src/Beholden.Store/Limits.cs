namespace Beholden.Store;

/// <summary>What the store refuses to go beyond, and why.</summary>
public static class Limits
{
    /// <summary>Faces in one collection: the contract's hard maximum (20 million vectors).</summary>
    public const long FacesPerCollectionMax = 20_000_000;

    /// <summary>Users in one collection. The contract names no number; ours is that of its faces.</summary>
    public const long UsersPerCollectionMax = 20_000_000;

    /// <summary>Faces of one user: from the contract.</summary>
    public const int FacesPerUserMax = 100;

    /// <summary>
    /// Faces that are shown, hidden or erased at once as one person's: as many as a search can answer.
    /// </summary>
    public const int FacesPerPersonMax = 4_096;

    /// <summary>Tags of one collection: from the contract.</summary>
    public const int TagsMax = 200;

    /// <summary>Access keys of one folder, revoked ones included. All are held in memory.</summary>
    public const int AccessKeysMax = 1_000;

    /// <summary>How long a client's request token answers for its request: from the contract.</summary>
    public static readonly TimeSpan RequestTokenLife = TimeSpan.FromDays(7);

    /// <summary>
    /// How long a consent record is kept after its end, to show that there was one: claims under Illinois
    /// law can be made for five years (Tims v. Black Horse Carriers, 2023 IL 127801).
    /// </summary>
    public static readonly TimeSpan ConsentKept = TimeSpan.FromDays(5 * 365);

    /// <summary>
    /// Changes that share one commit: many, so that they share its sync to disk, and not all, since the
    /// first of them waits for the last. With 32 writers (1,445 adds a second) hardly more than with 8
    /// (1,344) was gained, so more would not help.
    /// </summary>
    internal const int ChangesPerCommitMax = 64;

    /// <summary>Changes that wait for the writer. Beyond it, callers wait before they are queued.</summary>
    internal const int ChangesWaitingMax = 1_024;

    /// <summary>Seconds that a statement waits for a lock of the database before it fails.</summary>
    internal const int LockWaitSeconds = 30;

    /// <summary>
    /// Faces, and users, whose use is written down at once: 24 bytes each while they wait a minute.
    /// </summary>
    internal const int UsesWaitingMax = 100_000;
}
