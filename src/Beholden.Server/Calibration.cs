using System.Text.Json;
using Beholden.Server.Commands;
using Beholden.Vision.Faces;

namespace Beholden.Server;

/// <summary>What a similarity stands for with the embedder that serves, as far as it was measured.</summary>
/// <param name="Card">Null: nobody has measured this embedder.</param>
internal sealed record Calibration(CalibrationCard? Card, string Contract)
{
    // Without a measurement nothing but the angle itself is known: percent = 50 (1 + cosine).
    private static readonly MapCorner[] PlainAngle = [new(-1, 0), new(1, 100)];

    private const string NotMeasured =
        "There is no calibration for this embedder. Similarity is 50 (1 + cosine), which says nothing about "
        + "how often two people are taken for one. Measure it: beholden eval calibrate DIR --embedder ID";

    public Similarity Similarity => new(Card?.Map ?? PlainAngle);

    /// <summary>
    /// The card of this embedding. The catalogue's embedder must have one, a user's may have one beside it.
    /// </summary>
    /// <exception cref="Failure">It is missing, broken or of other embeddings.</exception>
    public static Calibration Of(FaceRoom room)
    {
        try
        {
            if (room.IsEmbedderAdded && !File.Exists(room.CardPath))
            {
                return new(null, room.Model.Contract);
            }

            var card = CalibrationCard.Load(room.CardPath);
            card.RequireContract(room.Model.Contract);
            return new(card, room.Model.Contract);
        }
        catch (InvalidDataException wrong)
        {
            throw new Failure(wrong.Message);
        }
    }

    /// <summary>The answer to GET /calibration: the card, or 404 with what is used instead.</summary>
    public IResult Answer() => Card is null
        ? Results.Json(
            new { message = NotMeasured, contract = Contract, map = PlainAngle },
            JsonSerializerOptions.Web,
            statusCode: StatusCodes.Status404NotFound)
        : Results.Text(Card.ToJson(), "application/json");
}
