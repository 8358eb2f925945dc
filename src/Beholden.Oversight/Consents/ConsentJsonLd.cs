using System.Text.Json.Nodes;

namespace Beholden.Oversight.Consents;

/// <summary>
/// A consent record as JSON-LD in the terms of the Data Privacy Vocabulary, which its guide for
/// ISO/IEC TS 27560 names for these fields.
/// </summary>
public static class ConsentJsonLd
{
    private const string SchemaVersion = "ISO/IEC TS 27560:2023";

    /// <param name="collection">Where the faces are kept, as REGION/ID.</param>
    /// <param name="now">The state is told as of this time.</param>
    public static JsonObject Of(Consent record, string collection, DateTimeOffset now)
    {
        var consent = record.At(now);
        var fields = consent.Fields;
        return new()
        {
            ["@context"] = new JsonObject
            {
                ["dpv"] = "https://w3id.org/dpv#",
                ["eu-gdpr"] = "https://w3id.org/dpv/legal/eu/gdpr#",
                ["dct"] = "http://purl.org/dc/terms/",
                ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
            },
            ["@id"] = $"urn:uuid:{consent.Id}",
            ["@type"] = "dpv:ConsentRecord",
            ["dct:conformsTo"] = SchemaVersion,
            ["dct:identifier"] = consent.Id,
            ["dct:language"] = fields.Language,
            ["dpv:hasDataSubject"] = consent.Person,
            ["dpv:hasDataController"] = new JsonObject
            {
                ["@type"] = "dpv:DataController",
                ["dpv:hasName"] = fields.Controller,
                ["dpv:hasContact"] = fields.ControllerContact,
            },
            ["dpv:hasJurisdiction"] = fields.Jurisdiction,
            ["dpv:hasNotice"] = fields.Notice,
            ["dpv:hasPolicy"] = fields.PolicyUrl,
            ["dpv:hasConsentStatus"] = Status(consent.State),
            ["dpv:isIndicatedAtTime"] = Time(consent.GivenAt),
            ["dpv:isIndicatedBy"] = fields.GivenBy ?? consent.Person,
            ["dpv:hasIndicationMethod"] = fields.Method,
            ["dpv:hasProcess"] = new JsonObject
            {
                ["@type"] = "dpv:Process",
                ["dpv:hasPurpose"] = Listed(fields.Purposes),
                ["dpv:hasProcessing"] = new JsonArray("dpv:Store", "dpv:Match", "dpv:Erase"),
                ["dpv:hasPersonalData"] = "dpv:SensitivePersonalData",
                ["dpv:hasLegalBasis"] = consent.Kind == "consent"
                    ? "eu-gdpr:A9-2-a"
                    : "740 ILCS 14/15(b)",
                ["dpv:hasRecipient"] = Listed(fields.Recipients),
                ["dpv:hasStorageCondition"] = new JsonObject
                {
                    ["@type"] = "dpv:StorageCondition",
                    ["dpv:hasLocation"] = collection,
                    ["dpv:hasDuration"] = consent.Until is { } until ? Time(until) : "dpv:UntilEventDuration",
                },
            },
            ["dct:valid"] = consent.EndedAt is { } ended ? Time(ended) : null,
        };
    }

    private static string Status(ConsentState state) => state switch
    {
        ConsentState.Given => "dpv:ConsentGiven",
        ConsentState.Refused => "dpv:ConsentRefused",
        ConsentState.Withdrawn => "dpv:ConsentWithdrawn",
        _ => "dpv:ConsentExpired",
    };

    private static JsonArray Listed(IReadOnlyList<string> texts) =>
        new([.. texts.Select(text => (JsonNode)text)]);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
}
