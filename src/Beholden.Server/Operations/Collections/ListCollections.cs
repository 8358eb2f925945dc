using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Collections;

/// <summary>The collections of the request's region, oldest first, a page at a time.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, ListCollections (spec/shapes.json).</remarks>
internal sealed class ListCollections(CollectionStore collections, Pages pages)
    : IOperation<ListCollectionsRequest, ListCollectionsResponse>
{
    public async Task<ListCollectionsResponse> Run(ListCollectionsRequest request, Call call)
    {
        var page = pages.Open($"ListCollections/{call.Region}", request.NextToken, request.MaxResults);

        // Read.
        var rows = await collections.List(call.Region, page.AfterSeq, page.RowsToRead, call.Cancelled);
        var (shown, next) = page.Cut(rows, row => row.Seq);

        // Answer. The two lists run side by side: the version at i belongs to the collection at i.
        return new()
        {
            CollectionIds = [.. shown.Select(row => row.Name.Id)],
            FaceModelVersions = [.. shown.Select(row => row.ModelVersion)],
            NextToken = next,
        };
    }
}
