using Beholden.Wire;

namespace Beholden.Server.Operations.Collections;

/// <summary>What a collection holds, and since when.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, DescribeCollection (spec/shapes.json).</remarks>
internal sealed class DescribeCollection(OpenCollections collections, Account account)
    : IOperation<DescribeCollectionRequest, DescribeCollectionResponse>
{
    public async Task<DescribeCollectionResponse> Run(DescribeCollectionRequest request, Call call)
    {
        // Read.
        var found = await collections.Find(request.CollectionId, call);

        // Answer.
        return new()
        {
            FaceCount = found.FaceCount,
            UserCount = found.UserCount,
            FaceModelVersion = found.ModelVersion,
            CollectionARN = account.CollectionArn(found.Name),
            CreationTimestamp = found.CreatedAt,
        };
    }
}
