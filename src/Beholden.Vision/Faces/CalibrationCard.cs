using System.Text.Json;

namespace Beholden.Vision.Faces;

/// <summary>A corner of the map from cosine, -1..1, to percent, 0..100.</summary>
public sealed record MapCorner(float Cosine, float Percent);

/// <summary>
/// What a similarity stands for. Rates are 0..1, their intervals 95 %; between two rows the logarithm of
/// the false-match rate runs about straight.
/// </summary>
/// <param name="FalseMatchRate">Share of pairs of different people at or above the similarity.</param>
/// <param name="TrueMatchRate">Share of pairs of one person at or above it.</param>
public sealed record CalibratedRate(
    float Percent,
    float Cosine,
    double FalseMatchRate,
    double FalseMatchRateLow95,
    double FalseMatchRateHigh95,
    double TrueMatchRate,
    double TrueMatchRateLow95,
    double TrueMatchRateHigh95);

/// <summary>The largest collection for which the data support a claim.</summary>
/// <param name="FalseAlarmShareMax">
/// Of searches for somebody who is not in the collection, the share that may show anyone, 0..1.
/// </param>
/// <param name="FacesMax">
/// Faces in the collection, at the strictest threshold that the data can judge and its rate's upper end.
/// </param>
public sealed record GalleryReach(double FalseAlarmShareMax, int FacesMax);

/// <summary>Where the data end.</summary>
/// <param name="PairsMin">
/// False matches that must be seen for a rate to be believed within a third (Doddington's rule of 30).
/// </param>
/// <param name="Percent">The similarity that no more pairs than these reach.</param>
public sealed record CalibrationReach(
    int PairsMin,
    float Percent,
    double FalseMatchRate,
    double FalseMatchRateHigh95,
    IReadOnlyList<GalleryReach> Galleries);

/// <summary>
/// models/calibration.json: what a similarity of this server's embeddings stands for. Figures only.
/// </summary>
/// <param name="Contract">The embedding that was measured: network, preprocessing, dimension.</param>
public sealed record CalibrationCard(
    int Version,
    string Contract,
    string Detector,
    string Data,
    string Command,
    int Images,
    int People,
    int Mates,
    int Impostors,
    IReadOnlyList<MapCorner> Map,
    IReadOnlyList<CalibratedRate> Rates,
    CalibrationReach Reach)
{
    public const int VersionServed = 1;

    private const long FileBytesMax = 100_000; // The card has some 20 rows of 8 numbers: 6 kB.

    /// <summary>
    /// Where the build puts the card: <c>models/calibration.json</c> beside the executable.
    /// </summary>
    public static string BesideExecutable { get; } =
        Path.Combine(AppContext.BaseDirectory, "models", "calibration.json");

    /// <exception cref="InvalidDataException">Missing or unsound; the message says which.</exception>
    public static CalibrationCard Load(string path)
    {
        var card = StrictFile.Read<CalibrationCard>(path, FileBytesMax, "calibration card");
        card.Require(path);
        return card;
    }

    /// <summary>As the file has it: the same card gives the same bytes.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StrictFile.Options) + "\n";

    /// <exception cref="InvalidDataException">It was measured with other embeddings.</exception>
    public void RequireContract(string contract)
    {
        if (Contract != contract)
        {
            throw new InvalidDataException(
                $"The calibration card is of {Contract} and this server embeds by {contract}. "
                + "Measure again: beholden eval calibrate DIR");
        }
    }

    private void Require(string path)
    {
        var isSound = Version == VersionServed
            && Map.Count >= 2
            && Map is [{ Cosine: -1, Percent: 0 }, .., { Cosine: 1, Percent: 100 }]
            && Map.Zip(Map.Skip(1)).All(step =>
                step.First.Cosine < step.Second.Cosine && step.First.Percent < step.Second.Percent)
            && Rates.Count > 0
            && Rates.All(rate =>
                IsBand(rate.FalseMatchRateLow95, rate.FalseMatchRate, rate.FalseMatchRateHigh95)
                && IsBand(rate.TrueMatchRateLow95, rate.TrueMatchRate, rate.TrueMatchRateHigh95))
            && Rates.Zip(Rates.Skip(1)).All(step => step.First.Percent < step.Second.Percent);
        if (!isSound)
        {
            throw new InvalidDataException(
                $"{path} is of version {VersionServed} only with a growing map from (-1, 0) to (1, 100) "
                + "and rates within 0..1 in their intervals; restore it from the repository.");
        }
    }

    private static bool IsBand(double low, double rate, double high) =>
        low >= 0 && low <= rate && rate <= high && high <= 1;
}
