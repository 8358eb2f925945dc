using System.Collections.Frozen;
using System.Text.Json;
using Beholden.Server.Leads;
using Beholden.Server.Operations;
using Beholden.Server.Operations.Collections;
using Beholden.Server.Operations.Faces;
using Beholden.Server.Operations.Tags;
using Beholden.Server.Operations.Users;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>Which operation answers which target. One line each; what is not here is not built yet.</summary>
internal sealed class OperationTable
{
    private const string TargetPrefix = "RekognitionService.";

    private readonly FrozenDictionary<string, Entry> entries;

    public OperationTable(IServiceProvider rooms)
    {
        Entry[] built =
        [
            Row<CreateCollection, CreateCollectionRequest, CreateCollectionResponse>(rooms),
            Row<DescribeCollection, DescribeCollectionRequest, DescribeCollectionResponse>(rooms),
            Row<ListCollections, ListCollectionsRequest, ListCollectionsResponse>(rooms),
            Row<DeleteCollection, DeleteCollectionRequest, DeleteCollectionResponse>(rooms),

            Row<DetectFaces, DetectFacesRequest, DetectFacesResponse>(rooms),
            Row<CompareFaces, CompareFacesRequest, CompareFacesResponse>(rooms),
            Row<IndexFaces, IndexFacesRequest, IndexFacesResponse>(rooms),
            Row<ListFaces, ListFacesRequest, ListFacesResponse>(rooms),
            Row<DeleteFaces, DeleteFacesRequest, DeleteFacesResponse>(rooms),
            Search<SearchFaces, SearchFacesRequest, SearchFacesResponse>(rooms),
            Search<SearchFacesByImage, SearchFacesByImageRequest, SearchFacesByImageResponse>(rooms),

            Row<CreateUser, CreateUserRequest, CreateUserResponse>(rooms),
            Row<DeleteUser, DeleteUserRequest, DeleteUserResponse>(rooms),
            Row<ListUsers, ListUsersRequest, ListUsersResponse>(rooms),
            Row<AssociateFaces, AssociateFacesRequest, AssociateFacesResponse>(rooms),
            Row<DisassociateFaces, DisassociateFacesRequest, DisassociateFacesResponse>(rooms),
            Search<SearchUsers, SearchUsersRequest, SearchUsersResponse>(rooms),
            Search<SearchUsersByImage, SearchUsersByImageRequest, SearchUsersByImageResponse>(rooms),

            Row<TagResource, TagResourceRequest, TagResourceResponse>(rooms),
            Row<UntagResource, UntagResourceRequest, UntagResourceResponse>(rooms),
            Row<ListTagsForResource, ListTagsForResourceRequest, ListTagsForResourceResponse>(rooms),
        ];
        entries = built.ToFrozenDictionary(entry => entry.Contract.Name);
    }

    /// <summary>The operations that are built.</summary>
    public IEnumerable<string> Names => entries.Keys;

    /// <param name="target">The header X-Amz-Target: <c>RekognitionService.Operation</c>.</param>
    /// <exception cref="UnknownOperationException">The contract knows no such operation.</exception>
    /// <exception cref="NotImplementedOperationException">Known, but not built yet.</exception>
    public Entry Find(string target)
    {
        var name = target.StartsWith(TargetPrefix, StringComparison.Ordinal)
            ? target[TargetPrefix.Length..]
            : "";
        if (entries.TryGetValue(name, out var entry))
        {
            return entry;
        }

        throw Contract.Operations.ContainsKey(name)
            ? new NotImplementedOperationException(
                $"{name} is not built yet; docs/coverage.md tells what is")
            : new UnknownOperationException("The request names no operation of RekognitionService");
    }

    private static Entry Row<TOperation, TRequest, TResponse>(IServiceProvider rooms)
        where TOperation : class, IOperation<TRequest, TResponse>
    {
        var operation = ActivatorUtilities.CreateInstance<TOperation>(rooms);
        return new(
            Contract.Operations[typeof(TOperation).Name],
            async (input, call) => new(AwsJson.Write(await OpenCollections.Told(
                operation.Run(AwsJson.Read<TRequest>(input), call))), Found: null));
    }

    private static Entry Search<TOperation, TRequest, TResponse>(IServiceProvider rooms)
        where TOperation : class, IIdentification<TRequest, TResponse>
    {
        var operation = ActivatorUtilities.CreateInstance<TOperation>(rooms);
        return new(
            Contract.Operations[typeof(TOperation).Name],
            async (input, call) =>
            {
                var identified = await OpenCollections.Told(
                    operation.Run(AwsJson.Read<TRequest>(input), call));
                return new(AwsJson.Write(identified.Answer), identified.Found);
            });
    }

    /// <param name="Run">From a checked input to the body of the answer, and whom it names.</param>
    internal sealed record Entry(OperationContract Contract, Func<JsonElement, Call, Task<Ran>> Run);
}
