using System.Text.Json;
using Beholden.Wire;

namespace Beholden.Server.Say;

/// <summary>Reads the members of Beholden's own calls, which are not of the AWS contract.</summary>
/// <param name="input">The body, any JSON.</param>
internal readonly struct AdminInput(JsonElement input)
{
    /// <exception cref="ValidationException">It is missing, no text, or too long or short.</exception>
    public string Text(string member, int charsMax, bool mayBeEmpty = false)
        => Find(member) is { ValueKind: JsonValueKind.String } value
            && value.GetString() is { } text && text.Length <= charsMax && (mayBeEmpty || text.Length > 0)
            ? text
            : throw Wrong(member, $"must be a text of {(mayBeEmpty ? 0 : 1)} to {charsMax} characters");

    /// <returns>Null when the member is not there.</returns>
    /// <exception cref="ValidationException">It is there and no such text.</exception>
    public string? OptionalText(string member, int charsMax)
        => Find(member) is null or { ValueKind: JsonValueKind.Null } ? null : Text(member, charsMax, true);

    /// <returns>Empty when the member is not there.</returns>
    /// <exception cref="ValidationException">It is there and no such list.</exception>
    public IReadOnlyList<string> Texts(string member, int countMax, int charsMax)
    {
        if (Find(member) is not { ValueKind: not JsonValueKind.Null } list)
        {
            return [];
        }

        var isSound = list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= countMax
            && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String
                && one.GetString()!.Length is > 0 && one.GetString()!.Length <= charsMax);
        return isSound
            ? [.. list.EnumerateArray().Select(one => one.GetString()!)]
            : throw Wrong(
                member, $"must be a list of at most {countMax} texts of 1 to {charsMax} characters");
    }

    /// <returns>Null when the member is not there.</returns>
    /// <exception cref="ValidationException">It is there and no whole number of that range.</exception>
    public int? OptionalNumber(string member, int min, int max)
        => Find(member) is not { ValueKind: not JsonValueKind.Null } value ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
                && number >= min && number <= max
            ? number
            : throw Wrong(member, $"must be a whole number from {min} to {max}");

    /// <exception cref="ValidationException">It is missing or no whole number above 0.</exception>
    public long Number(string member)
        => Find(member) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
            && number > 0
            ? number
            : throw Wrong(member, "must be a whole number above 0");

    /// <exception cref="ValidationException">It is missing or no whole number from 0.</exception>
    public long NumberFrom0(string member)
        => Find(member) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
            && number >= 0
            ? number
            : throw Wrong(member, "must be a whole number from 0");

    /// <returns>The file that an image of the contract holds.</returns>
    /// <exception cref="ValidationException">It is missing, or not of that size.</exception>
    public byte[] Picture(string member)
        => Find(member) is { ValueKind: JsonValueKind.Object } image
            && image.TryGetProperty("Bytes", out var bytes) && bytes.ValueKind == JsonValueKind.String
            && bytes.TryGetBytesFromBase64(out var picture)
            && picture.Length is > 0 and <= Limits.ImageBytesMax
            ? picture
            : throw Wrong(member, $"must hold Bytes, 1 to {Limits.ImageBytesMax} of them in base64");

    /// <returns>The JSON of the member; null when it is not there.</returns>
    public JsonElement? Find(string member)
        => input.ValueKind == JsonValueKind.Object && input.TryGetProperty(member, out var value)
            ? value
            : null;

    public static ValidationException Wrong(string member, string why)
        => new($"1 validation error detected: '{member}' {why}");
}
