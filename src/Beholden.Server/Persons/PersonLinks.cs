using System.Buffers.Text;
using Beholden.Server.Say;
using Beholden.Store;

namespace Beholden.Server.Persons;

/// <summary>Uses links up, and enters that it was done: for JSON or a session, each works once.</summary>
internal sealed class PersonLinks(PersonStore people, ActEntries entries, TimeProvider clock)
{
    public const string Unknown = "There is no such link: it was used, or its time is over. Ask for another.";

    private const int TokenChars = 43; // 256 bits in base64url.

    private readonly RateWindow tries = new(Limits.PersonLinkTriesPerMinuteMax, TimeSpan.FromMinutes(1));

    /// <summary>Whether it may be one; nothing is looked up.</summary>
    public static bool IsToken(string token) => token.Length == TokenChars && Base64Url.IsValid(token);

    /// <returns>Whether somebody may try once more in this minute; then it counts.</returns>
    public bool MayTry() => tries.Take(clock.GetUtcNow());

    /// <returns>Null where there is no such link, or it is over, or was used.</returns>
    public async Task<(CollectionName Name, PersonName Who)?> Use(string token, CancellationToken cancelled)
    {
        var redeemed = IsToken(token) ? await people.Redeem(token, clock.GetUtcNow(), cancelled) : null;
        if (redeemed is var (name, _))
        {
            await entries.Write(
                ActEntries.Person, "PersonLinkUsed", by: null, $"{name.Region}/{name.Id}", record: null);
        }

        return redeemed;
    }
}
