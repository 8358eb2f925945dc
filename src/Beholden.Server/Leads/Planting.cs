using System.Numerics.Tensors;
using System.Security.Cryptography;
using Beholden.Oversight.Leads;
using Beholden.Store;
using Beholden.Vision.Faces;

namespace Beholden.Server.Leads;

/// <summary>
/// Draws faces that are known not to be a person, and whole reviews whose answer is known, from the pictures
/// of a collection.
/// </summary>
internal sealed class Planting(CropStore crops, FaceStore faces, Similarity similarity)
{
    // On the calibration card about 7 of 100 pairs of different people are more alike. Two pictures of one
    // person that nobody ever associated are not, so nobody is planted beside himself.
    private const float PercentMax = 20;

    // Some of those that are drawn are drawn twice, too much alike, or the person's own.
    private const int DrawsPerFace = 4;

    /// <summary>Faces of other people than the query's, each of another user.</summary>
    /// <param name="exceptUserIds">Users whose faces are none of them.</param>
    /// <returns>At most so many.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<IReadOnlyList<FaceWithCrop>> Others(
        CollectionName collection, ReadOnlyMemory<float> query, IReadOnlySet<string> exceptUserIds, int count,
        CancellationToken cancelled)
    {
        var others = new List<FaceWithCrop>();
        var users = exceptUserIds.ToHashSet();
        var cosineMax = similarity.CosineAt(PercentMax);
        foreach (var face in await crops.Draw(collection, Math.Max(0, count) * DrawsPerFace, cancelled))
        {
            if (others.Count < count && (face.UserId is null || !users.Contains(face.UserId))
                && await faces.Embedding(collection, face.FaceId, cancelled) is { } vector
                && TensorPrimitives.Dot(vector, query.Span) < cosineMax)
            {
                others.Add(face);
                _ = face.UserId is null || users.Add(face.UserId);
            }
        }

        return others;
    }

    /// <summary>
    /// A review with a known answer: one face of a user, and another of the same user or none of them among
    /// faces of others.
    /// </summary>
    /// <param name="count">Candidates, as many as the review has in whose place it may come.</param>
    /// <returns>Null where the collection has too few pictures.</returns>
    /// <exception cref="CollectionNotFoundException"/>
    public async Task<KeptLead?> Foil(
        CollectionName collection, int count, DateTimeOffset now, CancellationToken cancelled)
    {
        var pair = await crops.DrawPair(collection, cancelled);
        var probe = pair.Concat(await crops.Draw(collection, 1, cancelled)).FirstOrDefault();
        if (probe is null || await faces.Embedding(collection, probe.FaceId, cancelled) is not { } query)
        {
            return null;
        }

        var right = pair.Count == 2 && RandomNumberGenerator.GetInt32(2) == 0 ? pair[1] : null;
        var own = probe.UserId is null ? new HashSet<string>() : [probe.UserId];
        var others = await Others(collection, query, own, count - (right is null ? 0 : 1), cancelled);
        if (others.Count == 0)
        {
            return null;
        }

        Candidate[] candidates =
        [
            .. others.Select(face => Candidate(face.FaceId, face.UserId, null, isPlanted: true)),
            .. right is null ? [] : new[] { Candidate(right.FaceId, right.UserId, null, isPlanted: false) },
        ];
        RandomNumberGenerator.Shuffle(candidates.AsSpan());
        var answer = Array.FindIndex(candidates, one => !one.IsPlanted);
        var facts = new LeadFacts(
            "", null, null, null, probe.FaceId, candidates, answer < 0 ? null : answer);
        return new(
            Guid.NewGuid().ToString(), IsFoil: true, "", "", "", Case: null, collection, now,
            now.AddDays(LeadLimits.DaysDefault), facts.ToBytes(), facts.Unjudged("").VerdictBytes(), []);
    }

    /// <param name="percent">Null of what is planted.</param>
    public static Candidate Candidate(string? faceId, string? userId, float? percent, bool isPlanted) => new(
        faceId, userId, percent, Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), isPlanted);
}
