namespace Beholden.Store;

/// <summary>A collection's name within the data folder's one account.</summary>
public readonly record struct CollectionName(string Region, string Id);

/// <param name="Seq">Grows with every new collection; the cursor of lists.</param>
/// <param name="EmbeddingContract">Which model and preprocessing its embeddings come from.</param>
/// <param name="ModelVersion">What clients see as FaceModelVersion.</param>
public sealed record Collection(
    long Seq,
    CollectionName Name,
    string EmbeddingContract,
    string ModelVersion,
    DateTimeOffset CreatedAt,
    long FaceCount,
    long UserCount);
