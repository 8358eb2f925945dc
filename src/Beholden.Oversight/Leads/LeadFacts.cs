using System.Text.Json;

namespace Beholden.Oversight.Leads;

/// <summary>One of those that a search found, or somebody put beside them.</summary>
/// <param name="FaceId">The face that matched; null where a user did.</param>
/// <param name="UserId">The user of the face, or the user that matched; null where there is none.</param>
/// <param name="Percent">The similarity, 0..100; null of what was planted. Nobody is shown it.</param>
/// <param name="FaceAlias">A UUID that stands for the candidate in this lead alone.</param>
/// <param name="ImageAlias">The same for its picture.</param>
/// <param name="IsPlanted">Known to be another person than the one searched for.</param>
public sealed record Candidate(
    string? FaceId, string? UserId, float? Percent, string FaceAlias, string ImageAlias, bool IsPlanted);

/// <summary>What a lead stands for. Kept sealed; no part of it is shown before it is released.</summary>
/// <param name="Operation">The search, such as SearchFacesByImage; empty of a foil.</param>
/// <param name="SimilarityPercent">The least that was asked for.</param>
/// <param name="Faces">Faces of the collection at that time.</param>
/// <param name="Intent">Index of the search's first entry; null of a foil.</param>
/// <param name="ProbeFaceId">The stored face that was searched with; null where a picture was.</param>
/// <param name="Candidates">In an order by chance.</param>
/// <param name="Answer">Of a foil the position of the right candidate; null: none of these.</param>
public sealed record LeadFacts(
    string Operation,
    decimal? SimilarityPercent,
    long? Faces,
    long? Intent,
    string? ProbeFaceId,
    IReadOnlyList<Candidate> Candidates,
    int? Answer)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static LeadFacts Parse(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<LeadFacts>(bytes)!;

    /// <summary>The lead as nobody has judged it yet.</summary>
    /// <param name="requester">A person, by <see cref="Lead.PersonOf"/>.</param>
    public Lead Unjudged(string requester) => new(requester, [.. Candidates.Select(one => one.IsPlanted)]);
}
