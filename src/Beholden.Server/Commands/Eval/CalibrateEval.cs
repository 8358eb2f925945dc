using System.Globalization;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>Fits the calibration card: the similarity map, and what each similarity stands for.</summary>
internal static class CalibrateEval
{
    // The percentages that users choose; the corners of the map are among them.
    private static readonly float[] Percents =
        [1, 10, 30, 50, 60, 70, 75, 80, 85, 90, 92.5f, 95, 96, 97, 98, 99, 99.3f, 99.6f, 99.9f];

    // Share of pairs of different people at each corner. Tenfold steps leave room between the thresholds
    // that users know from AWS, 80 and 99; page 2.
    private static readonly (double FalseMatchRate, float Percent)[] Corners =
        [(0.5, 1), (0.1, 10), (0.01, 50), (0.001, 80), (0.0001, 95), (0.00001, 99)];

    // Above the last corner: as many pairs of one person get more than 99.9.
    private const double TopShare = 0.6;
    private const float TopPercent = 99.9f;

    // Doddington et al., Speech Communication 31:225 (2000): with 30 errors the rate is within 30 % of the
    // true one nine times of ten.
    private const int PairsMin = 30;
    private static readonly double[] FalseAlarmShares = [0.01, 0.1, 0.5];

    /// <summary>Writes the card to a file and prints it.</summary>
    /// <exception cref="EvalDataException">
    /// A list or a picture is missing or malformed, or the pairs are too few for the map.
    /// </exception>
    public static async Task<int> Run(
        string directory, string target, bool json, FaceRoom room, CancellationToken cancelled)
    {
        var (train, test) = LfwEval.View1Lists(directory);
        var known = await LfwEval.Embed(directory, [.. train, .. test], json, room.Pipeline, cancelled);
        var faces = LfwAllPairs.Found(known);
        var card = Fit(
            PeoplePairs.Compare(faces, cancelled),
            faces.Count,
            room.Model.Contract,
            room.Finder.Detector.ModelId);
        await File.WriteAllTextAsync(target, card.ToJson(), cancelled);
        if (json)
        {
            Console.Write(card.ToJson());
            return 0;
        }

        Console.WriteLine("percent   cosine   false-match rate (95 %)              true-match rate");
        foreach (var rate in card.Rates)
        {
            Console.WriteLine(
                $"{rate.Percent,7:f1}   {rate.Cosine,6:f4}   {rate.FalseMatchRate:e2} "
                + $"({rate.FalseMatchRateLow95:e2} to {rate.FalseMatchRateHigh95:e2})   "
                + $"{rate.TrueMatchRate,7:P2}");
        }

        foreach (var reach in card.Reach.Galleries)
        {
            Console.WriteLine($"Up to {reach.FacesMax:N0} faces: at most {reach.FalseAlarmShareMax:P0} of "
                + $"searches for strangers show anyone at {card.Reach.Percent:f2}.");
        }

        Console.WriteLine($"{target} written.");
        return 0;
    }

    internal static CalibrationCard Fit(PeoplePairs pairs, int images, string contract, string detector)
    {
        var map = Map(pairs);
        var similarity = new Similarity(map);
        float[] cosines = [.. Percents.Select(similarity.CosineAt)];
        var (falseRates, trueRates) = (pairs.FalseMatchRates(cosines), pairs.TrueMatchRates(cosines));
        return new(
            CalibrationCard.VersionServed, contract, detector,
            "LFW (deep-funneled) View 1, all pairs, development side", "beholden eval calibrate DIR",
            images, pairs.People, pairs.Mates, pairs.Impostors, map,
            [.. Percents.Select((percent, i) => new CalibratedRate(
                percent, cosines[i],
                Short(falseRates[i].Rate), Short(falseRates[i].Low95), Short(falseRates[i].High95),
                Short(trueRates[i].Rate), Short(trueRates[i].Low95), Short(trueRates[i].High95)))],
            Reach(pairs, similarity));
    }

    private static MapCorner[] Map(PeoplePairs pairs)
    {
        MapCorner[] map =
        [
            new(-1, 0),
            .. Corners.Select(corner => new MapCorner(
                MathF.Round(pairs.CosineAt(corner.FalseMatchRate), 4), corner.Percent)),
            new(MathF.Round(pairs.MateCosineAt(TopShare), 4), TopPercent),
            new(1, 100),
        ];
        return map.Zip(map.Skip(1)).All(step => step.First.Cosine < step.Second.Cosine)
            ? map
            : throw new EvalDataException("The pairs are too few to tell the corners of the map apart.");
    }

    private static CalibrationReach Reach(PeoplePairs pairs, Similarity similarity)
    {
        var cosine = pairs.CosineAt(PairsMin / (double)pairs.Impostors);
        var band = pairs.FalseMatchRates([cosine])[0];
        return new(
            PairsMin,
            MathF.Round(similarity.Percent(cosine), 2),
            Short(band.Rate),
            Short(band.High95),
            [.. FalseAlarmShares.Select(share => new GalleryReach(
                share, (int)(Math.Log(1 - share) / Math.Log(1 - band.High95))))]);
    }

    /// <summary>Four digits say all that the intervals leave.</summary>
    private static double Short(double rate) => double.Parse(
        rate.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
