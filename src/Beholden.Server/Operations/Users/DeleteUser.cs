using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Users;

/// <summary>Deletes a user; the faces stay in the collection and belong to nobody.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, DeleteUser (spec/shapes.json).</remarks>
internal sealed class DeleteUser(UserStore users, TimeProvider clock)
    : IOperation<DeleteUserRequest, DeleteUserResponse>
{
    /// <exception cref="ResourceNotFoundException">No such collection or user.</exception>
    public async Task<DeleteUserResponse> Run(DeleteUserRequest request, Call call)
    {
        // Keep.
        await users.Delete(
            call.Collection(request.CollectionId), request.UserId, request.ClientRequestToken,
            clock.GetUtcNow(), call.Cancelled).Tell();

        // Answer.
        return new();
    }
}
