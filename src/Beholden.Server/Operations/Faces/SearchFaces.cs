using Beholden.Server.Leads;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>Finds the faces of a collection that look like one of its own; that one is left out.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, SearchFaces (spec/shapes.json).</remarks>
internal sealed class SearchFaces(OpenCollections collections, FaceStore faces, Similarity similarity)
    : IIdentification<SearchFacesRequest, SearchFacesResponse>
{
    private const float ThresholdPercentDefault = 80f; // The contract's default.

    /// <exception cref="InvalidParameterException">The collection has no such face.</exception>
    public async Task<Identified<SearchFacesResponse>> Run(SearchFacesRequest request, Call call)
    {
        var cosineMin = similarity.CosineAt(request.FaceMatchThreshold ?? ThresholdPercentDefault);

        // Read.
        var collection = await collections.Comparable(request.CollectionId, call);
        var query = await faces.Embedding(collection.Name, request.FaceId, call.Cancelled)
            ?? throw new InvalidParameterException("faceId was not found in the collection.");

        // Decide.
        var hits = await faces.Search(
            collection.Name, query, request.MaxFaces ?? Limits.MatchesDefault, cosineMin, request.FaceId,
            call.Cancelled);

        // Answer.
        return new(new()
        {
            SearchedFaceId = request.FaceId,
            FaceMatches = [.. hits.Select(hit => WireMap.Match(hit, similarity, collection.ModelVersion))],
            FaceModelVersion = collection.ModelVersion,
        }, new(WireMap.People(hits, similarity), query) { ProbeFaceId = request.FaceId });
    }
}
