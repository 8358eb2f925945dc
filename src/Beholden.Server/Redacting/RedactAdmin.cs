using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Server.Operations;
using Beholden.Server.Say;
using Beholden.Vision.Faces;
using Beholden.Vision.Redaction;
using Beholden.Wire;

namespace Beholden.Server.Redacting;

/// <summary>
/// Beholden's own call that covers heads in a picture. Finding faces is decided over and counted as
/// DetectFaces is, since the picture is compared with nothing but itself; telling people apart is entered as
/// a search for each face.
/// </summary>
internal sealed class RedactAdmin(
    RequestImages images, FacePipeline pipeline, FaceRoom room, Similarity similarity, PeopleTold people,
    Overseer overseer, EntrySource source)
{
    // AWS's default of a match: 1 of 1,000 pairs of different people reach it on the calibration card.
    private const float MatchedPercentMin = 80;

    private static readonly string Version = typeof(RedactAdmin).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static float CosineMax(Similarity similarity) => similarity.CosineAt(MatchedPercentMin);

    /// <exception cref="InvalidParameterException">
    /// The output did not pass its check, or shows too many faces.
    /// </exception>
    /// <exception cref="ResourceNotFoundException">A person or collection is not there.</exception>
    public async Task<JsonObject> Redact(AdminInput input, Call call)
    {
        var picture = input.Picture("Image");
        var (manner, isExact) = Manner(input);
        var wanted = await people.Wanted(input, call);
        var answer = new JsonObject();
        async Task<byte[]> Run(Call decided)
        {
            answer = await Redact(picture, manner, isExact, wanted, decided);
            return "{}"u8.ToArray();
        }

        using var nothing = JsonDocument.Parse("{}");
        await overseer.Run("DetectFaces", nothing.RootElement, call, new HeaderDictionary(), Run);
        return answer;
    }

    private async Task<JsonObject> Redact(
        byte[] picture, CoverManner manner, bool isExact, WantedPeople wanted, Call call)
    {
        var image = (await images.Read(new() { Bytes = picture }, call)).Pixels;
        var redactor = new Redactor(pipeline, room.Finder.Detector, CosineMax(similarity));
        try
        {
            var faces = await redactor.Find(image, call.Cancelled);
            var told = await people.Tell(wanted, picture, image, [.. faces.Select(face => face.Seen)], call);
            var left = told.Faces.Index().Where(one => one.Item.IsLeft).Select(one => one.Index).ToHashSet();
            var redacted = await redactor.Redact(
                picture, image, faces, left, manner, isExact, call.Cancelled);
            return new()
            {
                ["Image"] = new JsonObject { ["Bytes"] = Convert.ToBase64String(redacted.File) },
                ["Sidecar"] = Sidecar(picture, redacted, redactor, wanted, told),
            };
        }
        catch (RedactionRefusedException refused)
        {
            throw new InvalidParameterException(refused.Message);
        }
        catch (PipelineFullException)
        {
            throw Admission.SlowDown();
        }
    }

    private JsonObject Sidecar(
        byte[] picture, Redacted redacted, Redactor redactor, WantedPeople wanted, ToldPeople told)
    {
        var likest = redacted.Faces.Where(face => face.Cover is not null).Max(face => face.Cosine);
        return new()
        {
            ["Version"] = 1,
            ["Program"] = Version,
            ["InputSha256"] = Convert.ToHexStringLower(SHA256.HashData(picture)),
            ["OutputSha256"] = Convert.ToHexStringLower(SHA256.HashData(redacted.File)),
            ["Width"] = redacted.Width,
            ["Height"] = redacted.Height,
            ["Detector"] = room.Finder.Detector.ModelId,
            ["DetectorSha256"] = room.DetectorSha256,
            ["Model"] = source.ModelHash,
            ["Calibration"] = source.CalibrationHash,
            ["Who"] = wanted.Who,
            ["Style"] = Style(redacted.Manner),
            ["Cells"] = redacted.Manner.Style == CoverStyle.Pixelated ? redacted.Manner.Cells : null,
            ["Covered"] = Listed(redacted, told, isCovered: true),
            ["Left"] = Listed(redacted, told, isCovered: false),
            ["Check"] = new JsonObject
            {
                ["Tries"] = redacted.Tries,
                ["CoveredScoreMin"] = redactor.CoveredScoreMin,
                ["StillFound"] = 0,
                ["FoundScoreMin"] = room.Finder.Detector.ScoreMin,
                ["StillMatched"] = 0,
                ["MatchedSimilarityMin"] = MatchedPercentMin,
                ["LargestSimilarity"] = likest is { } cosine ? similarity.Percent(cosine) : null,
            },
            ["Entries"] = new JsonArray([.. told.Entries.Select(entry => (JsonNode)entry)]),
        };
    }

    private static JsonArray Listed(Redacted redacted, ToldPeople told, bool isCovered) => new(
    [
        .. redacted.Faces
            .Select((face, i) => (Face: face, Told: told.Faces[i]))
            .Where(one => !one.Told.IsLeft == isCovered)
            .Select(one => new JsonObject
            {
                ["Face"] = Box(one.Face.Face),
                ["Cover"] = one.Face.Cover is { } box
                    ? Box(new(box.Left, box.Top, box.Width, box.Height))
                    : null,
                ["Style"] = isCovered ? Style(redacted.Manner) : null,
                ["Score"] = one.Face.Score,
                ["Reason"] = one.Told.Reason,
            }),
    ]);

    private static JsonObject Box(PixelBox box) => new()
    {
        ["Left"] = box.Left,
        ["Top"] = box.Top,
        ["Width"] = box.Width,
        ["Height"] = box.Height,
    };

    private static string Style(CoverManner manner) => manner.Style.ToString().ToUpperInvariant();

    private static (CoverManner Manner, bool IsExact) Manner(AdminInput input)
    {
        var style = input.OptionalText("Style", 20) switch
        {
            null or "SOLID" => CoverStyle.Solid,
            "PIXELATED" => CoverStyle.Pixelated,
            _ => throw AdminInput.Wrong("Style", "must be SOLID or PIXELATED"),
        };
        if (input.Find("Cells") is null or { ValueKind: JsonValueKind.Null })
        {
            return (new(style, Redactor.CellsDefault), false);
        }

        return style == CoverStyle.Solid
            ? throw AdminInput.Wrong("Cells", "is of the style PIXELATED")
            : input.Number("Cells") is var cells and <= Redactor.CellsMax
            ? (new(style, (int)cells), true)
            : throw AdminInput.Wrong("Cells", $"must be 1 to {Redactor.CellsMax}");
    }
}
