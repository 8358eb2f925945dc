using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>Finds the collection that a request names.</summary>
internal sealed class OpenCollections(CollectionStore collections, FaceModel model)
{
    /// <exception cref="ResourceNotFoundException">No such collection in the request's region.</exception>
    public Task<Collection> Find(string collectionId, Call call) =>
        Told(collections.Describe(call.Collection(collectionId), call.Cancelled));

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

    /// <summary>
    /// Waits for work on collections, and says in the contract's words that one is not there: it can be
    /// deleted at any moment of the work.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">No such collection, or no longer.</exception>
    public static async Task<T> Told<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (CollectionNotFoundException missing)
        {
            throw NotFound(missing.Name.Id);
        }
    }

    public static InvalidParameterException OfAnotherModel(string collectionId) => new(
        $"The collection {collectionId} was made with another face model; its faces cannot be compared "
        + "with this server's. Index its images into a new collection");

    // The sentence that clients have been seen to look for: spec 2.3, boto/boto3#1413.
    private static ResourceNotFoundException NotFound(string collectionId)
        => new($"The collection id: {collectionId} does not exist");
}
