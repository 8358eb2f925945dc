using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Web;

/// <summary>
/// The way in for a browser: a session stands for the access key it was opened with, and whatever it calls
/// is one of the public API's or Beholden's own calls. It can do nothing that a signed request cannot.
/// </summary>
/// <remarks>
/// Another site's page cannot use it: the cookie is not sent from there, and each call wants a header that
/// such a page may not set.
/// </remarks>
internal sealed class ConsoleDoor(BrowserSessions sessions, Governance governance, FaceRoom faces)
{
    public const string SessionPath = "/console/session", CallPath = "/console/call";

    /// <summary>What a page of another site may not set.</summary>
    public const string Header = "X-Beholden-Console";

    /// <summary>The header's value where a page asks by itself, which does not prolong a session.</summary>
    public const string ByItself = "by-itself";

    private const string Cookie = "beholden-session";
    private const int KeyCharsMax = 128, RegionCharsMax = 64;

    /// <summary>Signs in, by a key and its secret or by a link's token, and says who is signed in.</summary>
    /// <exception cref="SessionEndedException">The key, its secret or the token is wrong.</exception>
    public JsonObject SignIn(HttpContext http, JsonElement body)
    {
        RequireOwnPage(http);
        var input = new AdminInput(body);
        var region = input.OptionalText("Region", RegionCharsMax) ?? Commands.ApiClient.RegionDefault;
        var opened = input.OptionalText("SignIn", KeyCharsMax) is { } link
            ? sessions.Open(link)
                ?? throw new SessionEndedException(
                    "This link was used before, or is too old. 'beholden console' prints another.")
            : sessions.Open(
                input.Text("AccessKeyId", KeyCharsMax), input.Text("SecretAccessKey", KeyCharsMax), region)
                ?? throw new SessionEndedException("There is no such key, or its secret is another.");
        http.Response.Cookies.Append(Cookie, opened, new()
        {
            HttpOnly = true,
            IsEssential = true,
            Path = "/console",
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
        });
        return About(sessions.Find(opened)!.Value);
    }

    /// <returns>Empty where nobody is signed in: to ask that is no error.</returns>
    public JsonObject WhoAmI(HttpContext http)
    {
        RequireOwnPage(http);
        return Find(http) is { } signed ? About(signed) : [];
    }

    public JsonObject SignOut(HttpContext http)
    {
        RequireOwnPage(http);
        if (http.Request.Cookies[Cookie] is { } token)
        {
            sessions.End(token);
        }

        http.Response.Cookies.Delete(Cookie, new() { Path = "/console" });
        return [];
    }

    public bool IsSignedIn(HttpContext http) =>
        http.Request.Headers.ContainsKey(Header) && Find(http) is not null;

    /// <summary>The session's key as the caller of a call.</summary>
    /// <exception cref="SessionEndedException">Nobody is signed in.</exception>
    public Call Caller(HttpContext http, Guid requestId)
    {
        RequireOwnPage(http);
        return Caller(Signed(http), requestId, http.RequestAborted);
    }

    /// <summary>The same where a page cannot set a header: the browser names a WebSocket's origin.</summary>
    /// <exception cref="SessionEndedException">Nobody is signed in.</exception>
    /// <exception cref="AccessDeniedException">The page is another site's.</exception>
    public Call SocketCaller(HttpContext http, Guid requestId)
    {
        if (!Uri.TryCreate(http.Request.Headers.Origin, UriKind.Absolute, out var origin)
            || origin.Authority != http.Request.Host.Value)
        {
            throw new AccessDeniedException("Only the console's own pages may open this.");
        }

        return Caller(Signed(http), requestId, http.RequestAborted);
    }

    private static Call Caller(
        (Session Session, AccessKey Key) signed, Guid requestId, CancellationToken cancelled) => new(
        requestId, signed.Key.AccessKeyId, signed.Key.Person, signed.Key.Purpose, signed.Session.Region,
        cancelled)
        {
            Case = signed.Key.Case,
        };

    private (Session Session, AccessKey Key) Signed(HttpContext http) =>
        Find(http) ?? throw new SessionEndedException();

    private (Session Session, AccessKey Key)? Find(HttpContext http) =>
        http.Request.Cookies[Cookie] is { } token
            ? sessions.Find(token, isUse: http.Request.Headers[Header] != ByItself)
            : null;

    private JsonObject About((Session Session, AccessKey Key) signed)
    {
        var (session, key) = signed;
        var profile = governance.Now.Profile;
        return new()
        {
            ["AccessKeyId"] = key.AccessKeyId,
            ["Name"] = key.Name,
            ["Person"] = key.Person,
            ["Purpose"] = key.Purpose,
            ["Case"] = key.Case,
            ["Acts"] = new JsonArray(
                [.. (profile.Find(key.Purpose)?.Acts ?? []).Select(act => (JsonNode)act)]),
            ["IsOwner"] = key.AccessKeyId == OwnerKey.AccessKeyId,
            ["Governs"] = key.AccessKeyId == OwnerKey.AccessKeyId || key.Purpose == Purpose.Oversight,
            ["Profile"] = profile.Id,
            ["IsEnforced"] = profile.Enforced,
            ["AsksForReview"] = profile.Purposes.Any(purpose => purpose.Review),
            ["Region"] = session.Region,
            ["FaceModelVersion"] = faces.Model.Version,
            ["EndsAt"] = PolicyAdmin.Time(session.Ends.ToUnixTimeMilliseconds()),
        };
    }

    /// <exception cref="AccessDeniedException">Another site's page may have sent it.</exception>
    public static void RequireOwnPage(HttpContext http)
    {
        if (!http.Request.Headers.ContainsKey(Header))
        {
            throw new AccessDeniedException($"Calls of the console carry the header {Header}.");
        }
    }
}
