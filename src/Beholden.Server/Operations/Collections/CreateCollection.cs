using Beholden.Oversight.LegalBasis;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Collections;

/// <summary>Makes an empty collection, bound for good to the embedding model of today.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, CreateCollection (spec/shapes.json).</remarks>
internal sealed class CreateCollection(
    CollectionStore collections, Account account, FaceModel model, TimeProvider clock)
    : IOperation<CreateCollectionRequest, CreateCollectionResponse>
{
    /// <exception cref="InvalidParameterException">A tag about the basis says nothing known.</exception>
    public async Task<CreateCollectionResponse> Run(CreateCollectionRequest request, Call call)
    {
        var tags = request.Tags ?? new Dictionary<string, string>();
        if (BasisTags.Wrong(tags) is { } wrong)
        {
            throw new InvalidParameterException($"Request has invalid parameters: {wrong}");
        }

        // Keep.
        var name = call.Collection(request.CollectionId);
        try
        {
            await collections.Create(
                name, model.Contract, model.Version, tags,
                clock.GetUtcNow(), call.Cancelled);
        }
        catch (CollectionExistsException)
        {
            throw new ResourceAlreadyExistsException(
                $"The collection id: {request.CollectionId} already exists");
        }

        // Answer.
        return new()
        {
            StatusCode = 200,
            CollectionArn = account.CollectionArnShort(name),
            FaceModelVersion = model.Version,
        };
    }
}
