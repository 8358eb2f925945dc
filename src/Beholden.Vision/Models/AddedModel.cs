namespace Beholden.Vision.Models;

/// <summary>One network of a user's, as <c>ID.added.json</c> beside its weights describes it.</summary>
public sealed record AddedModel
{
    public const int VersionServed = 1;

    public required int Version { get; init; }

    public required string Id { get; init; }

    /// <summary>The id of a <see cref="NetworkLayout"/>.</summary>
    public required string Layout { get; init; }

    /// <summary>Plain file name inside the weights folder.</summary>
    public required string File { get; init; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>As its user named it; <see cref="Licences"/> knows what it allows.</summary>
    public required string Licence { get; init; }

    /// <summary>The file or address that it was taken from.</summary>
    public required string Origin { get; init; }
}
