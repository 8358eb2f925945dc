using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>
/// Beholden's own three calls beside the AWS contract: make, list and revoke access keys. Same wire, same
/// signature, but only under the owner's key.
/// </summary>
internal sealed class KeyAdmin(KeyStore keys, TimeProvider clock)
{
    public const string TargetPrefix = "Beholden.";

    private const int NameCharsMax = 128; // As long as the contract's UserId.

    /// <exception cref="AccessDeniedException">Signed by another key than the owner's.</exception>
    /// <exception cref="UnknownOperationException">No such call.</exception>
    public async Task<byte[]> Run(string target, JsonElement input, Call call)
    {
        if (call.AccessKeyId != OwnerKey.AccessKeyId)
        {
            throw new AccessDeniedException(
                $"User: {call.AccessKeyId} is not authorized to perform: {target} on resource: keys");
        }

        var answer = target[TargetPrefix.Length..] switch
        {
            "CreateKey" => await Create(Text(input, "Name"), call),
            "ListKeys" => await List(call),
            "RevokeKey" => await Revoke(Text(input, "AccessKeyId"), call),
            _ => throw new UnknownOperationException("The request names no operation of Beholden"),
        };
        return JsonSerializer.SerializeToUtf8Bytes(answer);
    }

    private async Task<JsonObject> Create(string name, Call call)
    {
        var key = await Make(name, call);
        return new() { ["AccessKeyId"] = key.Key.AccessKeyId, ["SecretAccessKey"] = key.Secret };
    }

    private async Task<SigningKey> Make(string name, Call call)
    {
        try
        {
            return await keys.Create(name, KeyStore.PurposeDefault, clock.GetUtcNow(), call.Cancelled);
        }
        catch (TooManyAccessKeysException tooMany)
        {
            throw new ServiceQuotaExceededException(tooMany.Message);
        }
    }

    private async Task<JsonObject> List(Call call)
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
                    ["Purpose"] = key.Purpose,
                    ["CreatedAt"] = key.CreatedAt.ToString("yyyy-MM-ddTHH:mm:ssZ"),
                    ["RevokedAt"] = key.RevokedAt?.ToString("yyyy-MM-ddTHH:mm:ssZ"),
                }),
            ]),
        };
    }

    private async Task<JsonObject> Revoke(string accessKeyId, Call call)
        => await keys.Revoke(accessKeyId, clock.GetUtcNow(), call.Cancelled)
            ? []
            : throw new ResourceNotFoundException($"There is no key {accessKeyId} that works");

    private static string Text(JsonElement input, string member)
        => input.ValueKind == JsonValueKind.Object
            && input.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 and <= NameCharsMax } text
            ? text
            : throw new ValidationException(
                $"1 validation error detected: '{member}' must be a text of 1 to {NameCharsMax} characters");
}
