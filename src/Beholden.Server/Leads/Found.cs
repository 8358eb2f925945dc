namespace Beholden.Server.Leads;

/// <summary>Somebody that a search found.</summary>
/// <param name="FaceId">Null where a user matched, not a face.</param>
/// <param name="UserId">The user, or the user of the face; null where there is none.</param>
/// <param name="Percent">Similarity, 0..100.</param>
internal sealed record FoundPerson(string? FaceId, string? UserId, float Percent);

/// <summary>What a search found and with what, beside its answer.</summary>
/// <param name="People">Likest first.</param>
/// <param name="Query">A unit vector; empty where nobody could be found.</param>
internal sealed record Found(IReadOnlyList<FoundPerson> People, ReadOnlyMemory<float> Query)
{
    public static Found Nobody { get; } = new([], ReadOnlyMemory<float>.Empty);

    /// <summary>The face of the request's picture, a JPEG file; null where a stored one was meant.</summary>
    public byte[]? Probe { get; init; }

    /// <summary>The stored face that was searched with.</summary>
    public string? ProbeFaceId { get; init; }

    /// <summary>The user that was searched with.</summary>
    public string? ProbeUserId { get; init; }
}

/// <summary>An answer of the contract, and whom it names.</summary>
internal sealed record Identified<TResponse>(TResponse Answer, Found Found);

/// <summary>What an operation gave.</summary>
/// <param name="Body">The answer's JSON.</param>
/// <param name="Found">Null of operations that look for nobody.</param>
internal sealed record Ran(byte[] Body, Found? Found);
