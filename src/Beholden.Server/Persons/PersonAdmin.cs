using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Persons;

/// <summary>
/// Beholden's own calls of a person's side: show what is held, leave out, let in again, erase, and a link for
/// the person. Each is in the ledger.
/// </summary>
internal sealed class PersonAdmin(PersonStore people, PersonActs acts, TimeProvider clock)
{
    private const int UserIdCharsMax = 128, FaceIdCharsMax = 64, HoursMax = 30 * 24, HoursDefault = 24;

    /// <exception cref="ResourceNotFoundException">No such collection.</exception>
    public Task<JsonObject> Export(AdminInput input, Call call) => Of(input, call, acts.Export);

    /// <summary>Out of all results, before this answers.</summary>
    public Task<JsonObject> Object(AdminInput input, Call call) => Of(input, call, acts.Object);

    public Task<JsonObject> Release(AdminInput input, Call call) => Of(input, call, acts.Release);

    public Task<JsonObject> Erase(AdminInput input, Call call) => Of(input, call, acts.Erase);

    /// <summary>A secret address that shows once what is held.</summary>
    public async Task<JsonObject> Link(AdminInput input, Call call)
    {
        var (name, who) = Who(input, call);
        var hours = input.OptionalNumber("Hours", 1, HoursMax) ?? HoursDefault;
        var (token, expires) = (
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), clock.GetUtcNow().AddHours(hours));
        await Told(people.AddLink(name, who, token, expires, call.Cancelled));
        return new()
        {
            ["Path"] = $"/person/{token}",
            ["ExpiresAt"] = PolicyAdmin.Time(expires.ToUnixTimeMilliseconds()),
            ["EnteredAs"] = await acts.Enter("PersonLink", name, who, call),
        };
    }

    private static Task<JsonObject> Of(
        AdminInput input, Call call,
        Func<CollectionName, PersonName, Call?, CancellationToken, Task<JsonObject>> act)
    {
        var (name, who) = Who(input, call);
        return act(name, who, call, call.Cancelled);
    }

    /// <exception cref="ValidationException">Not exactly one way to name the person.</exception>
    private static (CollectionName Name, PersonName Who) Who(AdminInput input, Call call)
    {
        var name = call.Collection(input.Text("CollectionId", ConsentAdmin.CollectionIdCharsMax));
        var who = new PersonName(
            input.OptionalText("Person", ConsentAdmin.PersonCharsMax),
            input.OptionalText("UserId", UserIdCharsMax),
            input.Texts("FaceIds", Store.Limits.FacesPerPersonMax, FaceIdCharsMax) is { Count: > 0 } ids
                ? ids
                : null);
        var ways = new object?[] { who.Person, who.UserId, who.FaceIds }.Count(way => way is not null);
        return ways == 1
            ? (name, who)
            : throw AdminInput.Wrong("Person", "or UserId or FaceIds is needed, exactly one of them");
    }

    private static async Task Told(Task work)
    {
        async Task<bool> Awaited()
        {
            await work;
            return true;
        }

        await PersonActs.Told(Awaited());
    }
}
