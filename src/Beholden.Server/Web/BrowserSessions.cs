using System.Security.Cryptography;
using System.Text;
using Beholden.Server.Persons;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Web;

/// <summary>A browser that is signed in with an access key.</summary>
/// <param name="region">Collections are per region; a session sees those of one.</param>
/// <param name="begun">When it was signed in.</param>
internal sealed class Session(string accessKeyId, string region, DateTimeOffset begun)
{
    private long lastUsedTicks = begun.UtcTicks;

    public string AccessKeyId => accessKeyId;

    public string Region => region;

    /// <summary>When it ends if nothing more is asked.</summary>
    public DateTimeOffset Ends
    {
        get
        {
            var lastUsed = new DateTimeOffset(Interlocked.Read(ref lastUsedTicks), TimeSpan.Zero);
            var (idle, whole) = (lastUsed + Limits.SessionIdle, begun + Limits.SessionWhole);
            return idle < whole ? idle : whole;
        }
    }

    public void Use(DateTimeOffset now) => Interlocked.Exchange(ref lastUsedTicks, now.UtcTicks);
}

/// <summary>Who a link that is used once signs in.</summary>
internal sealed record SignIn(string AccessKeyId, string Region, DateTimeOffset Ends);

/// <summary>
/// Who is signed in to the console. Sessions are kept in memory: a restart ends them all, and a key that is
/// revoked ends its own.
/// </summary>
internal sealed class BrowserSessions(AccessKeys keys, TimeProvider clock)
{
    private readonly SecretTokens<Session> sessions = new(Limits.SessionsMax);
    private readonly SecretTokens<SignIn> signIns = new(Limits.SessionsMax);
    private readonly RateWindow tries = new(Limits.SignInTriesPerMinuteMax, TimeSpan.FromMinutes(1));

    /// <summary>For a link that signs its opener in with this key, once.</summary>
    public (string Token, DateTimeOffset Ends) MakeSignIn(string accessKeyId, string region)
    {
        var ends = clock.GetUtcNow() + Limits.SignInLinkLife;
        return (signIns.Make(new(accessKeyId, region, ends)), ends);
    }

    /// <returns>The session's secret; null when the link was used or is too old.</returns>
    /// <exception cref="ThrottlingException">Too many tries in a minute, of all who try.</exception>
    public string? Open(string signInToken)
    {
        Try();
        var now = clock.GetUtcNow();
        return signIns.Take(signInToken) is { } link && link.Ends > now
            && keys.Find(link.AccessKeyId) is not null
            ? sessions.Make(new(link.AccessKeyId, link.Region, now))
            : null;
    }

    /// <returns>The session's secret; null when there is no such key, or its secret is another.</returns>
    /// <exception cref="ThrottlingException">Too many tries in a minute, of all who try.</exception>
    public string? Open(string accessKeyId, string secret, string region)
    {
        Try();
        var key = keys.Find(accessKeyId);
        // Compared also where there is no such key, so that the time does not tell.
        var isSecret = CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
            SHA256.HashData(Encoding.UTF8.GetBytes(key?.Secret ?? "")));
        return key is not null && isSecret
            ? sessions.Make(new(accessKeyId, region, clock.GetUtcNow()))
            : null;
    }

    /// <summary>The session of a secret and its key; using it prolongs it.</summary>
    /// <param name="isUse">Not where a page asks by itself: nobody may sit before it.</param>
    /// <returns>Null when it ended, or its key was revoked.</returns>
    public (Session Session, AccessKey Key)? Find(string token, bool isUse = true)
    {
        var now = clock.GetUtcNow();
        if (sessions.Find(token) is not { } session)
        {
            return null;
        }

        if (session.Ends <= now || keys.Find(session.AccessKeyId)?.Key is not { } key)
        {
            sessions.Take(token);
            return null;
        }

        if (isUse)
        {
            session.Use(now);
        }

        return (session, key);
    }

    public void End(string token) => sessions.Take(token);

    private void Try()
    {
        if (!tries.Take(clock.GetUtcNow()))
        {
            throw new ThrottlingException("Too many tries to sign in: wait a minute.");
        }
    }
}
