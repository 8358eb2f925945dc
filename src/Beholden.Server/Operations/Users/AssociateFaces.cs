using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Operations.Users;

/// <summary>
/// Gives faces of a collection to a user: those that exist, belong to nobody else and look like the user.
/// </summary>
/// <remarks>Contract: Rekognition 2016-06-27, AssociateFaces (spec/shapes.json).</remarks>
internal sealed class AssociateFaces(
    OpenCollections collections, UserStore users, Similarity similarity, TimeProvider clock)
    : IOperation<AssociateFacesRequest, AssociateFacesResponse>
{
    private const float ThresholdPercentDefault = 75f; // The contract's default; the searches' is 80.

    /// <exception cref="ResourceNotFoundException">No such collection or user.</exception>
    /// <exception cref="ServiceQuotaExceededException">The user would have more than 100 faces.</exception>
    public async Task<AssociateFacesResponse> Run(AssociateFacesRequest request, Call call)
    {
        // Read. Likeness to the user decides, so the map must be of these embeddings.
        var collection = await collections.Comparable(request.CollectionId, call);

        // Keep.
        var cosineMin = similarity.CosineAt(request.UserMatchThreshold ?? ThresholdPercentDefault);
        var done = await users.Associate(
            collection.Name, request.UserId, request.FaceIds, cosineMin,
            request.ClientRequestToken, clock.GetUtcNow(), call.Cancelled).Tell();

        // Answer.
        return new()
        {
            AssociatedFaces = [.. done.Changed.Select(faceId => new AssociatedFace { FaceId = faceId })],
            UnsuccessfulFaceAssociations = [.. done.Failures.Select(Failed)],
            UserStatus = WireMap.Status(done.Status),
        };
    }

    private UnsuccessfulFaceAssociation Failed(AssociationFailure failure) => new()
    {
        FaceId = failure.FaceId,
        UserId = failure.UserId,
        Confidence = failure.Cosine is { } cosine ? similarity.Percent(cosine) : null,
        Reasons =
        [
            failure.Refusal switch
            {
                AssociationRefusal.FaceNotFound => UnsuccessfulFaceAssociationReason.FACE_NOT_FOUND,
                AssociationRefusal.AssociatedToADifferentUser
                    => UnsuccessfulFaceAssociationReason.ASSOCIATED_TO_A_DIFFERENT_USER,
                _ => UnsuccessfulFaceAssociationReason.LOW_MATCH_CONFIDENCE,
            },
        ],
    };
}
