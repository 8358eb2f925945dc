using Beholden.Server.Leads;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>Finds the faces of a collection that look like the largest face of an image.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, SearchFacesByImage (spec/shapes.json).</remarks>
internal sealed class SearchFacesByImage(
    RequestImages images, FacePipeline pipeline, OpenCollections collections, FaceStore faces,
    Similarity similarity)
    : IIdentification<SearchFacesByImageRequest, SearchFacesByImageResponse>
{
    private const float ThresholdPercentDefault = 80f; // The contract's default.

    /// <exception cref="InvalidParameterException">No face, or none that passes the filter.</exception>
    public async Task<Identified<SearchFacesByImageResponse>> Run(
        SearchFacesByImageRequest request, Call call)
    {
        var cosineMin = similarity.CosineAt(request.FaceMatchThreshold ?? ThresholdPercentDefault);
        var level = Quality.Level(request.QualityFilter, QualityLevel.None);

        // Read.
        var collection = await collections.Comparable(request.CollectionId, call);
        var image = (await images.Read(request.Image, call)).Pixels;

        // See. Without a filter the largest face is the one, and no other needs a closer look.
        var facesMax = level == QualityLevel.None ? 1 : Limits.FacesPerImageMax;
        var seen = await pipeline.See(image, facesMax, AttributeSet.None, call.Cancelled);
        var filtered = await pipeline.Filter(image, seen, level, passMax: 1, call.Cancelled);
        var person = filtered.FirstOrDefault(one => one.Passes)?.Face
            ?? throw new InvalidParameterException("There are no faces in the image. Should be at least 1.");
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
