using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server.Say;
using Beholden.Store;

namespace Beholden.Server.Persons;

/// <summary>
/// <c>GET /person/TOKEN</c>: shows the holder of a link, once, what is held of the person. The token is the
/// only key.
/// </summary>
internal sealed class PersonLinkEndpoint(
    PersonStore people, PersonExport export, ActEntries entries, TimeProvider clock)
{
    public const string Pattern = "/person/{token}";

    private const int TokenChars = 43; // 256 bits in base64url.

    private readonly RateWindow tries = new(Limits.PersonLinkTriesPerMinuteMax, TimeSpan.FromMinutes(1));

    public async Task Answer(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!tries.Take(clock.GetUtcNow()))
        {
            await Write(
                http, StatusCodes.Status429TooManyRequests, Sentence("Too many tries: wait a minute."));
            return;
        }

        var token = (string?)http.Request.RouteValues["token"] ?? "";
        try
        {
            var redeemed = token.Length == TokenChars
                ? await people.Redeem(token, clock.GetUtcNow(), http.RequestAborted)
                : null;
            if (redeemed is not var (name, who))
            {
                await Write(
                    http, StatusCodes.Status404NotFound,
                    Sentence("There is no such link: it was used, or its time is over. Ask for another."));
                return;
            }

            await entries.Write(
                ActEntries.Person, "PersonLinkUsed", by: null, $"{name.Region}/{name.Id}", record: null);
            await Write(
                http, StatusCodes.Status200OK, await export.Make(name, who, http.RequestAborted));
        }
        catch (Exception gone) when (gone is CollectionNotFoundException or TooManyOfPersonException)
        {
            await Write(http, StatusCodes.Status404NotFound, Sentence(gone.Message));
        }
        catch (LedgerUnwritableException)
        {
            await Write(
                http, StatusCodes.Status500InternalServerError,
                Sentence("The ledger cannot be written, so nothing is shown."));
        }
    }

    private static JsonObject Sentence(string sentence) => new() { ["message"] = sentence };

    private static async Task Write(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }
}
