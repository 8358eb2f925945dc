namespace Beholden.Store;

/// <summary>A face to be stored.</summary>
/// <param name="Left">The box: ratios of the upright image's size; it may leave the image.</param>
/// <param name="Embedding">A unit vector.</param>
public sealed record NewFace(
    string FaceId,
    string ImageId,
    string? ExternalImageId,
    float Left,
    float Top,
    float Width,
    float Height,
    float ConfidencePercent,
    ReadOnlyMemory<float> Embedding)
{
    /// <summary>A small picture of the face, a JPEG file; null: none is kept.</summary>
    public byte[]? Crop { get; init; }
}

/// <summary>A face as it lies in its collection.</summary>
/// <param name="Seq">Grows with every face stored; the cursor of lists.</param>
/// <param name="UserId">The user it is associated to.</param>
public sealed record StoredFace(
    long Seq,
    string FaceId,
    string ImageId,
    string? ExternalImageId,
    float Left,
    float Top,
    float Width,
    float Height,
    float ConfidencePercent,
    string? UserId);

/// <summary>A face that a search found.</summary>
/// <param name="Cosine">-1..1.</param>
public sealed record FaceHit(StoredFace Face, float Cosine);

/// <summary>A face that belongs to a user.</summary>
public readonly record struct BoundFace(string FaceId, string UserId);

/// <summary>What became of the faces that were to be deleted, each in the order of the request.</summary>
/// <param name="Bound">Not deleted: they must be disassociated from their users first.</param>
public sealed record FaceDeletion(
    IReadOnlyList<string> Deleted, IReadOnlyList<string> NotFound, IReadOnlyList<BoundFace> Bound);
