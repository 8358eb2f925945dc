using System.Text.Json.Nodes;
using Beholden.Server.Say;

namespace Beholden.Server.Web;

/// <summary>Beholden's own call that makes a link, by which the caller's key is signed in once.</summary>
internal sealed class SignInAdmin(BrowserSessions sessions)
{
    /// <summary>Where the browser reads the token: what follows '#' is sent to no server.</summary>
    public const string Fragment = "/console/#sign-in=";

    public JsonObject Create(Call call)
    {
        var (token, ends) = sessions.MakeSignIn(call.AccessKeyId, call.Region);
        return new()
        {
            ["Path"] = Fragment + token,
            ["ExpiresAt"] = PolicyAdmin.Time(ends.ToUnixTimeMilliseconds()),
        };
    }
}
