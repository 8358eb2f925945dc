using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>
/// Adds the faces of an image to a collection: embeddings and boxes, never the image, and small pictures of
/// the faces where people are to compare them. The same image under the same ExternalImageId adds nothing
/// twice.
/// </summary>
/// <remarks>Contract: Rekognition 2016-06-27, IndexFaces (spec/shapes.json).</remarks>
internal sealed class IndexFaces(
    RequestImages images, FacePipeline pipeline, OpenCollections collections, FaceStore faceStore,
    FaceIds ids, FaceModel model, TimeProvider clock)
    : IOperation<IndexFacesRequest, IndexFacesResponse>
{
    /// <exception cref="ResourceNotFoundException">No such collection.</exception>
    /// <exception cref="ServiceQuotaExceededException">The collection is full.</exception>
    /// <exception cref="AccessDeniedException">The basis ended while the picture was looked at.</exception>
    public async Task<IndexFacesResponse> Run(IndexFacesRequest request, Call call)
    {
        var wanted = WantedAttributes.From(request.DetectionAttributes, call.Gated);
        var facesMax = Math.Min(request.MaxFaces ?? Limits.FacesPerImageMax, Limits.FacesPerImageMax);
        var level = Quality.Level(request.QualityFilter, QualityLevel.Auto);

        // Read. The collection first: an image for nobody is not worth decoding.
        var collection = await collections.Comparable(request.CollectionId, call);
        var image = await images.Read(request.Image, call);
        var pixels = image.Pixels;

        // See. Largest first, so the faces over the maximum are the smallest.
        var seen = await pipeline.See(pixels, Limits.FacesPerImageMax, wanted.Models, call.Cancelled);
        var sorted = (await pipeline.Filter(pixels, seen, level, seen.Count, call.Cancelled))
            .ToLookup(one => one.Passes);
        var kept = sorted[true].Take(facesMax).Select(one => one.Face).ToList();
        var embeddings = await pipeline.Embed(pixels, kept, call.Cancelled);

        // Keep.
        var rows = kept.Select((face, i) => Row(image, request.ExternalImageId, face, embeddings[i]) with
        {
            Crop = call.KeepsCrops ? FaceCrop.Jpeg(pixels, face.Box) : null,
        }).ToList();
        await Add(collection.Name, rows, call);

        // Answer.
        return new()
        {
            FaceModelVersion = collection.ModelVersion,
            FaceRecords =
            [
                .. kept.Select((face, i) => new FaceRecord
                {
                    Face = Recorded(rows[i], collection.ModelVersion),
                    FaceDetail = WireMap.Detail(face, pixels, wanted),
                }),
            ],
            UnindexedFaces =
            [
                .. sorted[true].Skip(facesMax).Select(one
                    => Refused([Reason.EXCEEDS_MAX_FACES], one.Face, pixels, wanted)),
                .. sorted[false].Select(one => Refused(
                    [.. one.Misses.Select(Quality.Reason)], one.Face, pixels, wanted)),
            ],
        };
    }

    private async Task Add(CollectionName name, List<NewFace> rows, Call call)
    {
        try
        {
            await faceStore.Add(
                name, model.Contract, call.Purpose, call.Basis ?? FaceBasis.Unstated, rows,
                clock.GetUtcNow(), call.Cancelled);
        }
        catch (BasisLapsedException lapsed)
        {
            throw new AccessDeniedException(
                $"User: {call.AccessKeyId} is not authorized to perform: rekognition:IndexFaces because of "
                + $"the rule 'basis': {lapsed.Message}");
        }
        catch (EmbeddingContractMismatchException)
        {
            throw OpenCollections.OfAnotherModel(name.Id); // Deleted and made anew while we looked.
        }
        catch (CollectionFullException full)
        {
            throw new ServiceQuotaExceededException(full.Message);
        }
    }

    private NewFace Row(RequestImage image, string? externalImageId, FaceSeen face, Embedding embedding)
    {
        var box = WireMap.Box(face.Box, image.Pixels);
        return new(
            ids.Face(image.Sha256, externalImageId, face.Box), ids.Image(image.Sha256), externalImageId,
            box.Left!.Value, box.Top!.Value, box.Width!.Value, box.Height!.Value,
            face.ConfidencePercent, embedding.Unit);
    }

    private static Face Recorded(NewFace row, string modelVersion) => new()
    {
        FaceId = row.FaceId,
        ImageId = row.ImageId,
        ExternalImageId = row.ExternalImageId,
        BoundingBox = new() { Left = row.Left, Top = row.Top, Width = row.Width, Height = row.Height },
        Confidence = row.ConfidencePercent,
        IndexFacesModelVersion = modelVersion,
    };

    private static UnindexedFace Refused(
        IReadOnlyList<Reason> reasons, FaceSeen face, RgbImage image, WantedAttributes wanted)
        => new() { Reasons = reasons, FaceDetail = WireMap.Detail(face, image, wanted) };
}
