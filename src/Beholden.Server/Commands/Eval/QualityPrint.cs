using System.Text.Json;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>What <c>beholden eval quality</c> prints.</summary>
internal static class QualityPrint
{
    /// <param name="cardPath">Where the card of a quality network was written; null without one.</param>
    public static void Print(QualityFigures figures, string? cardPath, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
            return;
        }

        foreach (var kind in figures.Worsenings)
        {
            Console.WriteLine($"{kind.Name,-18} found {kind.Found,7:P1}   missed {kind.Missed,7:P1}   "
                + $"score {kind.Score,5:f1}");
        }

        Levels(figures.Levels);
        foreach (var at in figures.Curve)
        {
            var network = at.Network is { } missed ? $"by {figures.Network?.Id} {missed,7:P2}   " : "";
            Console.WriteLine($"discarded {at.Discarded,5:P0}   missed {at.Score,7:P2}   {network}"
                + $"by sharpness {at.Sharpness,7:P2}   by size {at.Size,7:P2}   ideal {at.Ideal,7:P2}");
        }

        if (figures.Network is { } judged)
        {
            Network(judged);
            Console.WriteLine($"{cardPath} written.");
        }
    }

    private static void Network(NetworkFigures judged)
    {
        Console.WriteLine($"With {judged.Id} in the place of the packaged score:");
        Levels(judged.Levels);
        Console.WriteLine($"Score and cosine correlate by {judged.Correlation:f2} on DevTest, the packaged "
            + $"score by {judged.PackagedCorrelation:f2}.");
        var card = judged.Card;
        foreach (var level in Enum.GetValues<QualityLevel>().Where(level => level != QualityLevel.None))
        {
            Console.WriteLine($"{level,-7} asks for {card.Levels.At(level),8:g5}; below it "
                + $"{card.WorseBelow.At(level),4:P0} of DevTrain's worse pictures, "
                + $"{card.AsItIsBelow.At(level),7:P2} of them as they are");
        }
    }

    private static void Levels(IReadOnlyList<LevelFigures> levels)
    {
        foreach (var level in levels)
        {
            Console.WriteLine($"{level.Set,-16} {level.Level,-7} passed {level.Passed,7:P1}   "
                + $"missed {level.Missed,7:P2}");
        }
    }
}
