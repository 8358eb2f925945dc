using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Tags;

/// <summary>All tags of a collection.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, ListTagsForResource (spec/shapes.json).</remarks>
internal sealed class ListTagsForResource(CollectionStore collections, Account account)
    : IOperation<ListTagsForResourceRequest, ListTagsForResourceResponse>
{
    public async Task<ListTagsForResourceResponse> Run(ListTagsForResourceRequest request, Call call)
    {
        var name = account.NamedBy(request.ResourceArn, call);

        // Read, and answer.
        try
        {
            return new() { Tags = await collections.Tags(name, call.Cancelled) };
        }
        catch (CollectionNotFoundException)
        {
            throw Account.NotFound(request.ResourceArn);
        }
    }
}
