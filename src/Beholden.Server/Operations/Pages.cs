using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>Opens pages of lists: page size and the place where the last page ended.</summary>
internal sealed class Pages(PageTokens tokens)
{
    /// <param name="scope">
    /// Operation, region, collection and filter: a token of another list is refused.
    /// </param>
    /// <param name="rowsMax">As the client asked; null and 0 mean the default.</param>
    /// <exception cref="InvalidPaginationTokenException">Forged, expired, or of another list.</exception>
    public Page Open(string scope, string? token, int? rowsMax, int rowsDefault = Limits.PageSizeDefault)
    {
        var afterSeq = token is null ? 0 : tokens.Read(scope, token);
        return new(tokens, scope, afterSeq, rowsMax is null or 0 ? rowsDefault : rowsMax.Value);
    }
}

/// <param name="AfterSeq">Rows are read in the order of their sequence number, from behind this one.</param>
internal sealed record Page(PageTokens Tokens, string Scope, long AfterSeq, int RowsMax)
{
    /// <summary>One more than is shown: it tells whether there is a next page.</summary>
    public int RowsToRead => RowsMax + 1;

    public (IReadOnlyList<T> Shown, string? NextToken) Cut<T>(IReadOnlyList<T> rows, Func<T, long> seq)
    {
        if (rows.Count <= RowsMax)
        {
            return (rows, null);
        }

        var shown = rows.Take(RowsMax).ToList();
        return (shown, Tokens.Write(Scope, seq(shown[^1])));
    }
}
