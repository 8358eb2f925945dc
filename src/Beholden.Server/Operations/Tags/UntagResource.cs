using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Tags;

/// <summary>Takes tags off a collection; keys that it does not have are passed over.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, UntagResource (spec/shapes.json).</remarks>
internal sealed class UntagResource(CollectionStore collections, Account account)
    : IOperation<UntagResourceRequest, UntagResourceResponse>
{
    public async Task<UntagResourceResponse> Run(UntagResourceRequest request, Call call)
    {
        var name = account.NamedBy(request.ResourceArn, call);

        // Keep.
        try
        {
            await collections.Untag(name, request.TagKeys, call.Cancelled);
        }
        catch (CollectionNotFoundException)
        {
            throw Account.NotFound(request.ResourceArn);
        }

        // Answer.
        return new();
    }
}
