using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>Finds the collection that a request names.</summary>
internal sealed class OpenCollections(CollectionStore collections)
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

    // The sentence that clients have been seen to look for: spec 2.3, boto/boto3#1413.
    public static ResourceNotFoundException NotFound(string collectionId)
        => new($"The collection id: {collectionId} does not exist");
}
