using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Users;

/// <summary>Makes a user without faces in a collection.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, CreateUser (spec/shapes.json).</remarks>
internal sealed class CreateUser(UserStore users, TimeProvider clock)
    : IOperation<CreateUserRequest, CreateUserResponse>
{
    /// <exception cref="ConflictException">The collection has a user of this id.</exception>
    /// <exception cref="IdempotentParameterMismatchException">
    /// The token was used for another user.
    /// </exception>
    public async Task<CreateUserResponse> Run(CreateUserRequest request, Call call)
    {
        // Keep.
        await users.Create(
            call.Collection(request.CollectionId), request.UserId, request.ClientRequestToken,
            clock.GetUtcNow(), call.Cancelled).Tell();

        // Answer.
        return new();
    }
}
