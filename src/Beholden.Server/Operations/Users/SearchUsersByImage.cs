using Beholden.Server.Leads;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Wire;

namespace Beholden.Server.Operations.Users;

/// <summary>
/// Finds the users that look like the largest face of an image. Unlike SearchFacesByImage, an image without
/// a face that passes the filter is no error.
/// </summary>
/// <remarks>Contract: Rekognition 2016-06-27, SearchUsersByImage (spec/shapes.json).</remarks>
internal sealed class SearchUsersByImage(
    RequestImages images, FacePipeline pipeline, OpenCollections collections, UserStore users,
    Similarity similarity)
    : IIdentification<SearchUsersByImageRequest, SearchUsersByImageResponse>
{
    private const float ThresholdPercentDefault = 80f; // The contract's default.

    public async Task<Identified<SearchUsersByImageResponse>> Run(
        SearchUsersByImageRequest request, Call call)
    {
        var level = Quality.Level(request.QualityFilter, QualityLevel.None);

        // Read.
        var collection = await collections.Comparable(request.CollectionId, call);
        var image = (await images.Read(request.Image, call)).Pixels;

        // See.
        var seen = await pipeline.See(image, Limits.FacesPerImageMax, AttributeSet.None, call.Cancelled);
        var filtered = await pipeline.Filter(image, seen, level, seen.Count, call.Cancelled);
        var person = filtered.FirstOrDefault(one => one.Passes)?.Face;

        // Decide.
        var found = person is null
            ? (Hits: [], Query: ReadOnlyMemory<float>.Empty)
            : await Search(request, collection.Name, image, person, call);

        // Answer.
        return new(new()
        {
            UserMatches = [.. found.Hits.Select(hit => WireMap.Match(hit, similarity))],
            FaceModelVersion = collection.ModelVersion,
            SearchedFace = person is null
                ? null
                : new() { FaceDetail = WireMap.Detail(person, image, WantedAttributes.Default) },
            UnsearchedFaces =
            [
                .. filtered.Where(one => one.Face != person).Select(one => new UnsearchedFace
                {
                    FaceDetails = WireMap.Detail(one.Face, image, WantedAttributes.Default),
                    Reasons = Reasons(one.Misses),
                }),
            ],
        }, new(WireMap.People(found.Hits, similarity), found.Query)
        {
            Probe = found.Hits.Count > 0 ? FaceCrop.Jpeg(image, person!.Box) : null,
        });
    }

    private async Task<(IReadOnlyList<UserHit> Hits, ReadOnlyMemory<float> Query)> Search(
        SearchUsersByImageRequest request,
        CollectionName collection,
        RgbImage image,
        FaceSeen person,
        Call call)
    {
        var embedding = (await pipeline.Embed(image, [person], call.Cancelled))[0];
        var cosineMin = similarity.CosineAt(request.UserMatchThreshold ?? ThresholdPercentDefault);
        var hits = await users.Search(
            collection, embedding.Unit, request.MaxUsers ?? Limits.MatchesDefault, cosineMin,
            exceptUserId: null, call.Cancelled).Tell();
        return (hits, embedding.Unit);
    }

    private static List<UnsearchedFaceReason> Reasons(IReadOnlyList<QualityReason> misses)
        => misses.Count == 0
            ? [UnsearchedFaceReason.FACE_NOT_LARGEST]
            : [.. misses.Select(Quality.UnsearchedReason)];
}
