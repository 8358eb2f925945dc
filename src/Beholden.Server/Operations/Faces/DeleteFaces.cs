using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>Deletes faces. One that belongs to a user stays: disassociate it first.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, DeleteFaces (spec/shapes.json).</remarks>
internal sealed class DeleteFaces(OpenCollections collections, FaceStore faces)
    : IOperation<DeleteFacesRequest, DeleteFacesResponse>
{
    public async Task<DeleteFacesResponse> Run(DeleteFacesRequest request, Call call)
    {
        // Read.
        var collection = await collections.Find(request.CollectionId, call);

        // Keep.
        var deletion = await faces.Delete(collection.Name, request.FaceIds, call.Cancelled);

        // Answer.
        return new()
        {
            DeletedFaces = deletion.Deleted,
            UnsuccessfulFaceDeletions =
            [
                .. deletion.NotFound.Select(faceId => new UnsuccessfulFaceDeletion
                {
                    FaceId = faceId,
                    Reasons = [UnsuccessfulFaceDeletionReason.FACE_NOT_FOUND],
                }),
                .. deletion.Bound.Select(bound => new UnsuccessfulFaceDeletion
                {
                    FaceId = bound.FaceId,
                    UserId = bound.UserId,
                    Reasons = [UnsuccessfulFaceDeletionReason.ASSOCIATED_TO_AN_EXISTING_USER],
                }),
            ],
        };
    }
}
