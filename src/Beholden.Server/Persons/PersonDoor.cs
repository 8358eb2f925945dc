using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Server.Say;
using Beholden.Server.Web;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Persons;

/// <summary>A person who opened a link in a browser.</summary>
internal sealed record PersonSession(CollectionName Name, PersonName Who, DateTimeOffset Ends);

/// <summary>
/// A person's own page: <c>POST /console/person</c> with a link's token opens a session, which stands for
/// that person in that collection; <c>POST /console/person/ACT</c> does one of a few things for the person
/// alone. Each is in the ledger without a key, as the person's own.
/// </summary>
internal sealed class PersonDoor(
    PersonLinks links, PersonActs acts, ConsentAdmin consents, TimeProvider clock)
{
    public const string Page = "/console/person", Pattern = Page + "/{act}";

    private const string Cookie = "beholden-person";
    private const int ConsentIdCharsMax = 64, TokenCharsMax = 128;

    private readonly SecretTokens<PersonSession> sessions = new(Limits.SessionsMax);

    /// <summary>Uses the link up, opens a session and tells what is held.</summary>
    /// <exception cref="SessionEndedException">There is no such link, or not any more.</exception>
    /// <exception cref="ThrottlingException">Too many tries in a minute, of all links.</exception>
    public async Task<JsonObject> Open(HttpContext http, JsonElement body)
    {
        ConsoleDoor.RequireOwnPage(http);
        var token = new AdminInput(body).Text("Token", TokenCharsMax);
        if (!links.MayTry())
        {
            throw new ThrottlingException("Too many tries: wait a minute.");
        }

        if (await links.Use(token, http.RequestAborted) is not var (name, who))
        {
            throw new SessionEndedException(PersonLinks.Unknown);
        }

        var session = new PersonSession(name, who, clock.GetUtcNow() + Limits.PersonSessionLife);
        http.Response.Cookies.Append(Cookie, sessions.Make(session), Attributes(http));
        return await Held(session, http.RequestAborted);
    }

    /// <exception cref="SessionEndedException">Nobody's session, or its time is over.</exception>
    /// <exception cref="UnknownOperationException">No such act.</exception>
    public async Task<JsonObject> Act(HttpContext http, JsonElement body)
    {
        ConsoleDoor.RequireOwnPage(http);
        var token = http.Request.Cookies[Cookie] ?? "";
        var session = Find(token);
        var (name, who, cancelled) = (session.Name, session.Who, http.RequestAborted);
        switch ((string?)http.Request.RouteValues["act"])
        {
            case "export":
                return await Held(session, cancelled);
            case "object":
                return await acts.Object(name, who, by: null, cancelled);
            case "release":
                return await acts.Release(name, who, by: null, cancelled);
            case "withdraw":
                return await Withdraw(session, new AdminInput(body), cancelled);
            case "erase":
                var erased = await acts.Erase(name, who, by: null, cancelled);
                // It would still name whoever is forgotten now.
                End(http, token);
                return erased;
            case "leave":
                End(http, token);
                return [];
            default:
                throw new UnknownOperationException("The page of a person has no such act");
        }
    }

    private async Task<JsonObject> Held(PersonSession session, CancellationToken cancelled)
    {
        var held = await acts.Export(session.Name, session.Who, by: null, cancelled);
        held["Person"] = session.Who.Person;
        held["EndsAt"] = PolicyAdmin.Time(session.Ends.ToUnixTimeMilliseconds());
        return held;
    }

    /// <summary>Consents are kept by ExternalImageId: whoever is named otherwise has none here.</summary>
    private Task<JsonObject> Withdraw(PersonSession session, AdminInput input, CancellationToken cancelled)
    {
        var consentId = input.Text("ConsentId", ConsentIdCharsMax);
        return session.Who.Person is { } person
            ? consents.Withdraw(session.Name, consentId, person, by: null, cancelled)
            : throw new ResourceNotFoundException("No consent is kept of you under this link");
    }

    private PersonSession Find(string token)
    {
        if (sessions.Find(token) is { } session && session.Ends > clock.GetUtcNow())
        {
            return session;
        }

        sessions.Take(token);
        throw new SessionEndedException("Your visit is over. Ask for another link to come back.");
    }

    private void End(HttpContext http, string token)
    {
        sessions.Take(token);
        http.Response.Cookies.Delete(Cookie, Attributes(http));
    }

    private static CookieOptions Attributes(HttpContext http) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = Page,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
    };
}
