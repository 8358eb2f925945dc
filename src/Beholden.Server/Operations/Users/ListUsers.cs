using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Users;

/// <summary>The users of a collection, oldest first, a page at a time.</summary>
/// <remarks>Contract: Rekognition 2016-06-27, ListUsers (spec/shapes.json).</remarks>
internal sealed class ListUsers(OpenCollections collections, UserStore users, Pages pages)
    : IOperation<ListUsersRequest, ListUsersResponse>
{
    public async Task<ListUsersResponse> Run(ListUsersRequest request, Call call)
    {
        // Read.
        var collection = await collections.Find(request.CollectionId, call);
        var page = pages.Open(
            $"ListUsers/{call.Region}/{collection.Seq}", request.NextToken, request.MaxResults,
            Limits.UsersPageMax);
        var rows = await users.List(collection.Name, page.AfterSeq, page.RowsToRead, call.Cancelled)
            .Tell();
        var (shown, next) = page.Cut(rows, row => row.Seq);

        // Answer.
        return new()
        {
            Users =
            [
                .. shown.Select(row => new User
                {
                    UserId = row.UserId,
                    UserStatus = WireMap.Status(row.Status),
                }),
            ],
            NextToken = next,
        };
    }
}
