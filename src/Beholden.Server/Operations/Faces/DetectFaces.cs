using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>The 100 largest faces of an image. An image without one is no error. Stores nothing.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, DetectFaces (spec/shapes.json).</remarks>
internal sealed class DetectFaces(RequestImages images, FacePipeline pipeline)
    : IOperation<DetectFacesRequest, DetectFacesResponse>
{
    public async Task<DetectFacesResponse> Run(DetectFacesRequest request, Call call)
    {
        var wanted = WantedAttributes.From(request.Attributes, call.Gated);

        // Read.
        var image = (await images.Read(request.Image, call)).Pixels;

        // See.
        var faces = await pipeline.See(image, Limits.FacesPerImageMax, wanted.Models, call.Cancelled);

        // Answer.
        return new() { FaceDetails = [.. faces.Select(face => WireMap.Detail(face, image, wanted))] };
    }
}
