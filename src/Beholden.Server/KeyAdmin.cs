using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Policy;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>
/// Beholden's own calls about access keys: make, list and revoke. Changes are in the ledger.
/// </summary>
internal sealed class KeyAdmin(KeyStore keys, Governance governance, LedgerLog ledger, TimeProvider clock)
{
    private const int NameCharsMax = 128; // As long as the contract's UserId.
    private const int PurposeCharsMax = 64;

    /// <exception cref="InvalidParameterException">The profile has no such purpose.</exception>
    /// <exception cref="ServiceQuotaExceededException">There are too many keys.</exception>
    public async Task<JsonObject> Create(AdminInput input, Call call)
    {
        var profile = governance.Now.Profile;
        var purpose = input.OptionalText("Purpose", PurposeCharsMax) ?? profile.DefaultPurpose;
        if (profile.Find(purpose) is null)
        {
            throw new InvalidParameterException(
                $"The profile {profile.Id} has no purpose {purpose}; it has "
                + string.Join(", ", profile.Purposes.Select(one => one.Id)));
        }

        var name = input.Text("Name", NameCharsMax);
        var person = Person(input) ?? name;
        var caseName = Case(input);
        var key = await Make(name, person, purpose, caseName, call);
        await Enter("create", key.Key.AccessKeyId, purpose, call);
        return new()
        {
            ["AccessKeyId"] = key.Key.AccessKeyId,
            ["SecretAccessKey"] = key.Secret,
            ["Person"] = person,
            ["Purpose"] = purpose,
            ["Case"] = caseName,
        };
    }

    public async Task<JsonObject> List(Call call)
    {
        var all = await keys.List(call.Cancelled);
        return new()
        {
            ["Keys"] = new JsonArray(
            [
                .. all.Select(key => new JsonObject
                {
                    ["AccessKeyId"] = key.AccessKeyId,
                    ["Name"] = key.Name,
                    ["Person"] = key.Person,
                    ["Purpose"] = key.Purpose,
                    ["Case"] = key.Case,
                    ["CreatedAt"] = key.CreatedAt.ToString("yyyy-MM-ddTHH:mm:ssZ"),
                    ["RevokedAt"] = key.RevokedAt?.ToString("yyyy-MM-ddTHH:mm:ssZ"),
                }),
            ]),
        };
    }

    /// <exception cref="ResourceNotFoundException">No such key, or revoked already.</exception>
    public async Task<JsonObject> Revoke(AdminInput input, Call call)
    {
        var accessKeyId = input.Text("AccessKeyId", NameCharsMax);
        if (!await keys.Revoke(accessKeyId, clock.GetUtcNow(), call.Cancelled))
        {
            throw new ResourceNotFoundException($"There is no key {accessKeyId} that works");
        }

        await Enter("revoke", accessKeyId, purpose: null, call);
        return [];
    }

    /// <returns>Null when the input names nobody.</returns>
    private static string? Case(AdminInput input)
    {
        var name = input.OptionalText("Case", NameCharsMax)?.Trim();
        return name is ""
            ? throw AdminInput.Wrong("Case", $"must be a name of 1 to {NameCharsMax} characters")
            : name;
    }

    private static string? Person(AdminInput input)
    {
        var person = input.OptionalText("Person", NameCharsMax)?.Trim();
        return person is ""
            ? throw AdminInput.Wrong("Person", $"must be a name of 1 to {NameCharsMax} characters")
            : person;
    }

    private async Task<SigningKey> Make(
        string name, string person, string purpose, string? caseName, Call call)
    {
        try
        {
            return await keys.Create(name, person, purpose, caseName, clock.GetUtcNow(), call.Cancelled);
        }
        catch (TooManyAccessKeysException tooMany)
        {
            throw new ServiceQuotaExceededException(tooMany.Message);
        }
    }

    /// <summary>The key that was made or revoked is the entry's; who did it stands in its record.</summary>
    private Task<long> Enter(string what, string accessKeyId, string? purpose, Call call) => ledger.Append(
        new()
        {
            Time = clock.GetUtcNow(),
            Kind = "key",
            Operation = what,
            Key = accessKeyId,
            Purpose = purpose,
        },
        new LedgerRecord(new() { ["by"] = call.AccessKeyId }), CancellationToken.None);
}
