using Beholden.Server.Leads;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Operations.Users;

/// <summary>Finds the users that look like a face of the collection, or like another of its users.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, SearchUsers (spec/shapes.json).</remarks>
internal sealed class SearchUsers(
    OpenCollections collections, FaceStore faces, UserStore users, Similarity similarity)
    : IIdentification<SearchUsersRequest, SearchUsersResponse>
{
    private const float ThresholdPercentDefault = 80f; // The contract's default.

    /// <exception cref="InvalidParameterException">
    /// Not exactly one of UserId and FaceId, or the collection has no such face.
    /// </exception>
    /// <exception cref="ResourceNotFoundException">No such collection or user.</exception>
    public async Task<Identified<SearchUsersResponse>> Run(SearchUsersRequest request, Call call)
    {
        if ((request.UserId is null) == (request.FaceId is null))
        {
            throw new InvalidParameterException("Request has invalid parameters");
        }

        // Read.
        var collection = await collections.Comparable(request.CollectionId, call);
        var query = request.UserId is { } userId
            ? await users.Vector(collection.Name, userId, call.Cancelled).Tell()
            : await faces.Embedding(collection.Name, request.FaceId!, call.Cancelled)
                ?? throw new InvalidParameterException("faceId was not found in the collection.");

        // Decide. A user without faces looks like nobody.
        var cosineMin = similarity.CosineAt(request.UserMatchThreshold ?? ThresholdPercentDefault);
        var hits = query is null ? [] : await users.Search(
            collection.Name, query, request.MaxUsers ?? Limits.MatchesDefault, cosineMin, request.UserId,
            call.Cancelled).Tell();

        // Answer.
        return new(new()
        {
            UserMatches = [.. hits.Select(hit => WireMap.Match(hit, similarity))],
            FaceModelVersion = collection.ModelVersion,
            SearchedUser = request.UserId is null ? null : new() { UserId = request.UserId },
            SearchedFace = request.FaceId is null ? null : new() { FaceId = request.FaceId },
        }, new(WireMap.People(hits, similarity), query)
        {
            ProbeFaceId = request.FaceId,
            ProbeUserId = request.UserId,
        });
    }
}
