using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>Finds the collection that a request names.</summary>
internal sealed class OpenCollections(CollectionStore collections, FaceModel model)
{
    /// <exception cref="ResourceNotFoundException">No such collection in the request's region.</exception>
    public async Task<Collection> Find(string collectionId, Call call)
    {
        try
        {
            return await collections.Describe(call.Collection(collectionId), call.Cancelled);
        }
        catch (CollectionNotFoundException)
        {
            throw NotFound(collectionId);
        }
    }

    /// <summary>
    /// The same, for a request that compares or adds faces: two embedding contracts never meet.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">No such collection in the request's region.</exception>
    /// <exception cref="InvalidParameterException">It was made with another face model.</exception>
    public async Task<Collection> Comparable(string collectionId, Call call)
    {
        var found = await Find(collectionId, call);
        return found.EmbeddingContract == model.Contract ? found : throw OfAnotherModel(collectionId);
    }

    public static InvalidParameterException OfAnotherModel(string collectionId) => new(
        $"The collection {collectionId} was made with another face model; its faces cannot be compared "
        + "with this server's. Index its images into a new collection");

    // The sentence that clients have been seen to look for: spec 2.3, boto/boto3#1413.
    public static ResourceNotFoundException NotFound(string collectionId)
        => new($"The collection id: {collectionId} does not exist");
}
