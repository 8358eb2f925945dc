using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server.Web;
using Beholden.Store;

namespace Beholden.Server.Persons;

/// <summary>
/// <c>GET /person/TOKEN</c>: shows the holder of a link, once, what is held of the person. The token is the
/// only key. A browser is sent to the person's page instead, which asks before it uses the link up: programs
/// that look at links in messages fetch them as browsers do.
/// </summary>
internal sealed class PersonLinkEndpoint(PersonLinks links, PersonExport export, ConsoleFiles console)
{
    public const string Pattern = "/person/{token}";

    public async Task Answer(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var token = (string?)http.Request.RouteValues["token"] ?? "";
        if (console.IsBuilt && PersonLinks.IsToken(token)
            && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            // What follows '#' is sent to no server and kept in no log.
            http.Response.Redirect($"{PersonDoor.Page}#{token}");
            return;
        }

        if (!links.MayTry())
        {
            await Write(
                http, StatusCodes.Status429TooManyRequests, Sentence("Too many tries: wait a minute."));
            return;
        }

        try
        {
            if (await links.Use(token, http.RequestAborted) is not var (name, who))
            {
                await Write(http, StatusCodes.Status404NotFound, Sentence(PersonLinks.Unknown));
                return;
            }

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
