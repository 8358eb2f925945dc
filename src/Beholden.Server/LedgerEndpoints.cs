using System.Globalization;
using Beholden.Oversight.Ledger;

namespace Beholden.Server;

/// <summary>
/// <c>GET /ledger/…</c>: the log for everybody, without a key, by the names that c2sp.org/tlog-tiles gives
/// its files, and proofs that a client could also make from the tiles.
/// </summary>
internal static class LedgerEndpoints
{
    public const string Pattern = "/ledger/{**path}";

    private const string Text = "text/plain; charset=utf-8";
    private const string Bytes = "application/octet-stream";
    private const string ConsistencyPath = "proof/consistency";

    // A full tile never changes; a partial one is soon replaced by a wider one; the head moves on.
    private const string Forever = "public, max-age=31536000, immutable";
    private const string AnHour = "public, max-age=3600";
    private const string Never = "no-store";

    public static async Task Answer(HttpContext http, LedgerLog log)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            await Refuse(http, StatusCodes.Status405MethodNotAllowed, "The ledger is read with GET.");
            return;
        }

        var path = (string?)http.Request.RouteValues["path"] ?? "";
        try
        {
            await (path switch
            {
                LedgerPages.Inclusion => Inclusion(http, log),
                ConsistencyPath => Consistency(http, log),
                _ => File(http, log, path),
            });
        }
        catch (LedgerUnwritableException unwritable)
        {
            await Refuse(http, StatusCodes.Status503ServiceUnavailable, unwritable.Message);
        }
    }

    private static async Task File(HttpContext http, LedgerLog log, string path)
    {
        if (await LedgerPages.Get(log, path, http.RequestAborted) is not { } bytes)
        {
            await Refuse(http, StatusCodes.Status404NotFound,
                "The ledger has no such file: there are checkpoint, key, tile/LEVEL/NUMBER[.p/WIDTH], "
                + "tile/entries/NUMBER[.p/WIDTH], proof/inclusion and proof/consistency.");
            return;
        }

        var tile = TilePath.Parse(path);
        var cache = tile is null ? Never : tile.Value.IsFull ? Forever : AnHour;
        await Write(http, StatusCodes.Status200OK, tile is null ? Text : Bytes, cache, bytes);
    }

    /// <summary><c>?index=I</c>: a receipt; <c>?index=I&amp;size=S</c>: the hashes alone.</summary>
    private static async Task Inclusion(HttpContext http, LedgerLog log)
    {
        var isReceipt = !http.Request.Query.ContainsKey("size");
        if (Number(http, "index") is not { } index || (!isReceipt && Number(http, "size") is null))
        {
            await Refuse(http, StatusCodes.Status400BadRequest,
                "Ask with ?index=I or ?index=I&size=S, whole numbers from 0.");
            return;
        }

        var proof = isReceipt
            ? (await log.Receipt(index, http.RequestAborted))?.ToString()
            : Lines(log.InclusionProof(index, Number(http, "size")!.Value));
        await WriteProof(http, proof, isFixed: !isReceipt);
    }

    /// <summary><c>?from=M&amp;to=N</c>; without the latter, up to the last checkpoint.</summary>
    private static async Task Consistency(HttpContext http, LedgerLog log)
    {
        var hasEnd = http.Request.Query.ContainsKey("to");
        var end = hasEnd
            ? Number(http, "to")
            : (await log.Checkpoint(isFresh: false, http.RequestAborted)).Size;
        if (Number(http, "from") is not { } start || end is null)
        {
            await Refuse(http, StatusCodes.Status400BadRequest,
                "Ask with ?from=M&to=N, sizes of the log from 1.");
            return;
        }

        await WriteProof(http, Lines(log.ConsistencyProof(start, end.Value)), isFixed: hasEnd);
    }

    private static Task WriteProof(HttpContext http, string? proof, bool isFixed) => proof is null
        ? Refuse(http, StatusCodes.Status404NotFound,
            "The ledger is not that long, or the sizes are the wrong way round.")
        : Write(http, StatusCodes.Status200OK, Text, isFixed ? Forever : Never,
            System.Text.Encoding.UTF8.GetBytes(proof));

    private static string? Lines(IReadOnlyList<byte[]>? hashes) => hashes is null
        ? null
        : string.Concat(hashes.Select(hash => Convert.ToBase64String(hash) + "\n"));

    private static long? Number(HttpContext http, string name) =>
        http.Request.Query[name] is [{ } text]
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static Task Refuse(HttpContext http, int status, string sentence) =>
        Write(http, status, Text, Never, System.Text.Encoding.UTF8.GetBytes(sentence + "\n"));

    private static async Task Write(HttpContext http, int status, string type, string cache, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.Headers.CacheControl = cache;
        http.Response.ContentLength = body.Length;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        try
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away; nobody is left to answer.
        }
    }
}
