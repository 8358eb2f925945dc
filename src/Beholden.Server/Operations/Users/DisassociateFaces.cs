using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Users;

/// <summary>
/// Takes faces from a user; they stay in the collection. A face that is free already is passed over.
/// </summary>
/// <remarks>Contract: Rekognition 2016-06-27, DisassociateFaces (spec/shapes.json).</remarks>
internal sealed class DisassociateFaces(UserStore users, TimeProvider clock)
    : IOperation<DisassociateFacesRequest, DisassociateFacesResponse>
{
    /// <exception cref="ResourceNotFoundException">No such collection or user.</exception>
    public async Task<DisassociateFacesResponse> Run(DisassociateFacesRequest request, Call call)
    {
        // Keep.
        var done = await users.Disassociate(
            call.Collection(request.CollectionId), request.UserId, request.FaceIds,
            request.ClientRequestToken, clock.GetUtcNow(), call.Cancelled).Tell();

        // Answer.
        return new()
        {
            DisassociatedFaces =
                [.. done.Changed.Select(faceId => new DisassociatedFace { FaceId = faceId })],
            UnsuccessfulFaceDisassociations = [.. done.Failures.Select(Failed)],
            UserStatus = WireMap.Status(done.Status),
        };
    }

    private static UnsuccessfulFaceDisassociation Failed(AssociationFailure failure) => new()
    {
        FaceId = failure.FaceId,
        UserId = failure.UserId,
        Reasons =
        [
            failure.Refusal == AssociationRefusal.FaceNotFound
                ? UnsuccessfulFaceDisassociationReason.FACE_NOT_FOUND
                : UnsuccessfulFaceDisassociationReason.ASSOCIATED_TO_A_DIFFERENT_USER,
        ],
    };
}
