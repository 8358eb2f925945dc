using System.Text.Json;

namespace Beholden.Oversight.Consents;

/// <summary>
/// What a consent record says beside its state: the fields of ISO/IEC TS 27560 and of the Kantara Consent
/// Receipt 1.1, as far as they are not the record's own.
/// </summary>
/// <param name="Controller">Who keeps the faces.</param>
/// <param name="ControllerContact">Where to reach them: an address, a page, a telephone.</param>
/// <param name="PolicyUrl">Their written policy.</param>
/// <param name="Purposes">What the faces are kept for, in words that the person was shown.</param>
/// <param name="Method">How consent was given, such as <c>signed form</c>.</param>
/// <param name="Language">Of the notice, by BCP 47.</param>
/// <param name="Jurisdiction">Whose law holds, such as <c>US-IL</c>.</param>
/// <param name="Notice">What the person was told: its text, address or hash.</param>
/// <param name="Recipients">Who else may get the faces; empty: nobody.</param>
/// <param name="GivenBy">Who gave it where that was not the person, such as a parent.</param>
public sealed record ConsentFields(
    string Controller, string? ControllerContact, string? PolicyUrl, IReadOnlyList<string> Purposes,
    string Method, string Language, string Jurisdiction, string? Notice, IReadOnlyList<string> Recipients,
    string? GivenBy)
{
    /// <summary>Of each text.</summary>
    public const int TextCharsMax = 2_000;

    /// <summary>Purposes, and recipients, of one record.</summary>
    public const int ListMax = 20;

    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    public string ToJson() => JsonSerializer.Serialize(this, Names);

    /// <exception cref="InvalidDataException">It was not written by <see cref="ToJson"/>.</exception>
    public static ConsentFields Parse(string json) =>
        JsonSerializer.Deserialize<ConsentFields>(json, Names)
            ?? throw new InvalidDataException("The consent record is empty.");
}
