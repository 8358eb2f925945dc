using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>
/// Compares the largest face of the source image with each of the 100 largest faces of the target
/// image. Stores nothing.
/// </summary>
/// <remarks>Contract: Rekognition 2016-06-27, CompareFaces (spec/shapes.json).</remarks>
internal sealed class CompareFaces(RequestImages images, FacePipeline pipeline, Similarity similarity)
    : IOperation<CompareFacesRequest, CompareFacesResponse>
{
    private const float ThresholdPercentDefault = 80f; // The contract's default.

    /// <exception cref="InvalidParameterException">Either image shows no face good enough.</exception>
    public async Task<CompareFacesResponse> Run(CompareFacesRequest request, Call call)
    {
        var thresholdPercent = request.SimilarityThreshold ?? ThresholdPercentDefault;
        var level = Quality.Level(request.QualityFilter, QualityLevel.None);

        // Read. Both first: a bad target is refused before a model spends time on the source.
        var source = (await images.Read(request.SourceImage, call)).Pixels;
        var target = (await images.Read(request.TargetImage, call)).Pixels;

        // See.
        var people = await SeeLargest(source, 1, level, call);
        var others = await SeeLargest(target, Limits.FacesPerImageMax, level, call);
        if (people.Count == 0 || others.Count == 0)
        {
            throw new InvalidParameterException("Request has invalid parameters");
        }

        var person = (await pipeline.Embed(source, people, call.Cancelled))[0];
        var embeddings = await pipeline.Embed(target, others, call.Cancelled);

        // Decide.
        var scored = others
            .Select((face, i) => (face, percent: similarity.Percent(Embedding.Cosine(person, embeddings[i]))))
            .OrderByDescending(pair => pair.percent)
            .ToLookup(pair => pair.percent >= thresholdPercent);

        // Answer.
        return new()
        {
            SourceImageFace = new()
            {
                BoundingBox = WireMap.Box(people[0].Box, source),
                Confidence = people[0].ConfidencePercent,
            },
            FaceMatches =
            [
                .. scored[true].Select(pair => new CompareFacesMatch
                {
                    Similarity = pair.percent,
                    Face = WireMap.ComparedFace(pair.face, target),
                }),
            ],
            UnmatchedFaces = [.. scored[false].Select(pair => WireMap.ComparedFace(pair.face, target))],
        };
    }

    /// <summary>The largest faces that pass the filter; those that it drops are not compared.</summary>
    private async Task<IReadOnlyList<FaceSeen>> SeeLargest(
        RgbImage image, int facesMax, QualityLevel level, Call call)
    {
        // Without a filter no further face can be needed.
        var seenMax = level == QualityLevel.None ? facesMax : Limits.FacesPerImageMax;
        var seen = await pipeline.See(image, seenMax, AttributeSet.None, call.Cancelled);
        var filtered = await pipeline.Filter(image, seen, level, facesMax, call.Cancelled);
        return [.. filtered.Where(one => one.Passes).Select(one => one.Face)];
    }
}
