using Beholden.Server.Leads;
using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>Finds the faces of a collection that look like the largest face of an image.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, SearchFacesByImage (spec/shapes.json).</remarks>
internal sealed class SearchFacesByImage(
    RequestImages images, FacePipeline pipeline, OpenCollections collections, FaceSearch search)
    : IIdentification<SearchFacesByImageRequest, SearchFacesByImageResponse>
{
    /// <exception cref="InvalidParameterException">No face, or none that passes the filter.</exception>
    public async Task<Identified<SearchFacesByImageResponse>> Run(
        SearchFacesByImageRequest request, Call call)
    {
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

        // Decide, answer.
        return await search.For(person, image, collection, request, call);
    }
}
