using System.Text.Json;

namespace Beholden.Vision.Faces;

/// <summary>
/// <c>ID.quality.json</c>: what each level asks of a quality network's score. Figures only.
/// </summary>
/// <param name="Contract">What was measured: layout, hash of the weights, preprocessing.</param>
/// <param name="Detector">Whose faces were scored.</param>
/// <param name="Faces">Worse pictures of faces behind the levels.</param>
/// <param name="Correlation">
/// Of score and cosine with a good picture of the same person, over those faces, 0..1.
/// </param>
/// <param name="Levels">In the network's own unit.</param>
/// <param name="WorseBelow">Share of the worse pictures that each level drops by score, 0..1.</param>
/// <param name="AsItIsBelow">Share of the same pictures as they are, 0..1.</param>
public sealed record QualityCard(
    int Version,
    string Contract,
    string Detector,
    string Data,
    string Command,
    int Faces,
    double Correlation,
    ScoreLevels Levels,
    ScoreLevels WorseBelow,
    ScoreLevels AsItIsBelow)
{
    public const int VersionServed = 1;

    private const long FileBytesMax = 10_000; // Some 20 numbers and five texts: 1 kB.

    /// <exception cref="InvalidDataException">Missing or unsound; the message says which.</exception>
    public static QualityCard Load(string path)
    {
        var card = StrictFile.Read<QualityCard>(path, FileBytesMax, "quality card");
        var isSound = card.Version == VersionServed
            && card.Faces > 0
            && card.Correlation is > 0 and <= 1
            && card.Levels.IsGrowing
            && card.Levels.Auto < card.Levels.High
            && card.WorseBelow == QualityScore.WorseBelow
            && card.AsItIsBelow is { IsGrowing: true, Auto: >= 0, High: <= 1 };
        return isSound ? card : throw new InvalidDataException(
            $"{path} is of version {VersionServed} only with levels that grow, at the quantiles of the "
            + "packaged score, and a correlation above 0. Measure again: beholden eval quality DIR "
            + "--quality ID");
    }

    /// <summary>As the file has it: the same card gives the same bytes.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StrictFile.Options) + "\n";

    /// <exception cref="InvalidDataException">It was measured with another network.</exception>
    public void RequireContract(string contract)
    {
        if (Contract != contract)
        {
            throw new InvalidDataException(
                $"The quality card is of {Contract} and this server judges by {contract}. "
                + "Measure again: beholden eval quality DIR --quality ID");
        }
    }
}
