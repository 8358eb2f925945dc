namespace Beholden.Store;

/// <summary>
/// Whether a user can be found. A user's vector is written with the association that changes it, so there is
/// no state between the two.
/// </summary>
public enum UserStatus
{
    /// <summary>Without faces.</summary>
    Created,

    /// <summary>With at least one face.</summary>
    Active,
}

/// <param name="Seq">Grows with every new user; the cursor of lists.</param>
public sealed record StoredUser(long Seq, string UserId, UserStatus Status);

/// <summary>A user that a search found.</summary>
/// <param name="Cosine">-1..1.</param>
public sealed record UserHit(string UserId, UserStatus Status, float Cosine);

/// <summary>Why a face was not associated or disassociated.</summary>
public enum AssociationRefusal
{
    FaceNotFound,
    AssociatedToADifferentUser,
    LowMatchConfidence,
}

/// <param name="UserId">The other user that has the face.</param>
/// <param name="Cosine">Of the face and the user, where it was too low.</param>
public sealed record AssociationFailure(
    string FaceId, string? UserId, float? Cosine, AssociationRefusal Refusal);

/// <summary>What became of the faces, each list in the order of the request.</summary>
/// <param name="Changed">
/// The faces that are associated now and were not before (or the reverse). A face that was so already is in
/// neither list, as the contract says that it is ignored.
/// </param>
public sealed record Association(
    IReadOnlyList<string> Changed, IReadOnlyList<AssociationFailure> Failures, UserStatus Status);
