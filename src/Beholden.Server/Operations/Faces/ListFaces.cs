using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Faces;

/// <summary>The faces of a collection, oldest first, a page at a time; never their embeddings.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, ListFaces (spec/shapes.json).</remarks>
internal sealed class ListFaces(OpenCollections collections, FaceStore faces, Pages pages)
    : IOperation<ListFacesRequest, ListFacesResponse>
{
    public async Task<ListFacesResponse> Run(ListFacesRequest request, Call call)
    {
        // Read.
        var collection = await collections.Find(request.CollectionId, call);
        var scope = $"ListFaces/{call.Region}/{collection.Seq}/{request.UserId}";
        var page = pages.Open(scope, request.NextToken, request.MaxResults);
        var rows = await faces.List(
            collection.Name, page.AfterSeq, page.RowsToRead, request.UserId, request.FaceIds, call.Cancelled);
        var (shown, next) = page.Cut(rows, row => row.Seq);

        // Answer.
        return new()
        {
            Faces = [.. shown.Select(row => WireMap.Face(row, collection.ModelVersion))],
            NextToken = next,
            FaceModelVersion = collection.ModelVersion,
        };
    }
}
