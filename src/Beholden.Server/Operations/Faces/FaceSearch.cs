using Beholden.Server.Leads;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>Looks for one face of a picture in a collection; of a photo and of a live frame alike.</summary>
internal sealed class FaceSearch(FacePipeline pipeline, FaceStore faces, Similarity similarity)
{
    private const float ThresholdPercentDefault = 80f; // The contract's default.

    /// <param name="person">Of the picture.</param>
    public async Task<Identified<SearchFacesByImageResponse>> For(
        FaceSeen person, RgbImage image, Collection collection, SearchFacesByImageRequest request, Call call)
    {
        var cosineMin = similarity.CosineAt(request.FaceMatchThreshold ?? ThresholdPercentDefault);
        var embedding = (await pipeline.Embed(image, [person], call.Cancelled))[0];

        // Decide.
        var hits = await faces.Search(
            collection.Name, embedding.Unit, request.MaxFaces ?? Limits.MatchesDefault, cosineMin,
            exceptFaceId: null, call.Cancelled);

        // Answer.
        return new(new()
        {
            SearchedFaceBoundingBox = WireMap.Box(person.Box, image),
            SearchedFaceConfidence = person.ConfidencePercent,
            FaceMatches = [.. hits.Select(hit => WireMap.Match(hit, similarity, collection.ModelVersion))],
            FaceModelVersion = collection.ModelVersion,
        }, new(WireMap.People(hits, similarity), embedding.Unit)
        {
            Probe = hits.Count > 0 ? FaceCrop.Jpeg(image, person.Box) : null,
        });
    }
}
