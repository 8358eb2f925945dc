using Beholden.Oversight.LegalBasis;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Tags;

/// <summary>Adds tags to a collection, or gives tags that it has new values.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, TagResource (spec/shapes.json).</remarks>
internal sealed class TagResource(CollectionStore collections, Account account)
    : IOperation<TagResourceRequest, TagResourceResponse>
{
    /// <exception cref="InvalidParameterException">A tag about the basis says nothing known.</exception>
    /// <exception cref="ServiceQuotaExceededException">More than 200 tags; none was changed.</exception>
    public async Task<TagResourceResponse> Run(TagResourceRequest request, Call call)
    {
        var name = account.NamedBy(request.ResourceArn, call);
        if (BasisTags.Wrong(request.Tags) is { } wrong)
        {
            throw new InvalidParameterException($"Request has invalid parameters: {wrong}");
        }

        // Keep.
        try
        {
            await collections.Tag(name, request.Tags, call.Cancelled);
        }
        catch (CollectionNotFoundException)
        {
            throw Account.NotFound(request.ResourceArn);
        }
        catch (TooManyTagsException tooMany)
        {
            throw new ServiceQuotaExceededException(tooMany.Message);
        }

        // Answer.
        return new();
    }
}
