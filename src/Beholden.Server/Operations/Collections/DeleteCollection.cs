using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Collections;

/// <summary>Removes a collection with its faces, users, associations and tags.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, DeleteCollection (spec/shapes.json).</remarks>
internal sealed class DeleteCollection(CollectionStore collections)
    : IOperation<DeleteCollectionRequest, DeleteCollectionResponse>
{
    public async Task<DeleteCollectionResponse> Run(DeleteCollectionRequest request, Call call)
    {
        // Keep.
        await collections.Delete(call.Collection(request.CollectionId), call.Cancelled);

        // Answer.
        return new() { StatusCode = 200 };
    }
}
