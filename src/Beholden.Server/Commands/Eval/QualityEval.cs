using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;

namespace Beholden.Server.Commands.Eval;

/// <summary>A face and how alike it looked to another picture of its person.</summary>
/// <param name="NetworkScore">By the quality network of a user's; null where none was chosen.</param>
internal sealed record JudgedFace(
    string Split, string Worsening, FaceSeen Face, RgbImage Image, float Cosine, float? NetworkScore)
{
    public bool IsWorse => Worsening != QualityEval.AsItIs;
}

/// <summary>What a way to make pictures worse does; shares are 0..1.</summary>
internal sealed record WorseningFigures(string Name, int Pairs, double Found, double Missed, double Score);

/// <summary>What a level lets pass of a set, and how much of that is missed.</summary>
internal sealed record LevelFigures(
    string Level,
    string Set,
    int Faces,
    double Passed,
    double Missed,
    double MissedLow95,
    double MissedHigh95);

/// <summary>What is missed of the rest when the worst are discarded, by several ways to order them.</summary>
internal sealed record DiscardFigures(
    double Discarded, double Score, double Sharpness, double Size, double Confidence, double Ideal)
{
    /// <summary>By the quality network of a user's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Network { get; init; }
}

/// <summary>A quality network of a user's.</summary>
/// <param name="Correlation">Of its score and the cosine, over all faces of DevTest, -1..1.</param>
/// <param name="PackagedCorrelation">The same of the packaged score.</param>
/// <param name="Levels">With its score in the place of the packaged one.</param>
internal sealed record NetworkFigures(
    string Id,
    double Correlation,
    double PackagedCorrelation,
    QualityCard Card,
    IReadOnlyList<LevelFigures> Levels);

/// <param name="Cosine">Similarity 80 of the calibration card: one in 1,000 strangers passes.</param>
internal sealed record QualityFigures(
    double Cosine,
    int Faces,
    IReadOnlyList<WorseningFigures> Worsenings,
    IReadOnlyList<LevelFigures> Levels,
    IReadOnlyList<DiscardFigures> Curve)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NetworkFigures? Network { get; init; }
}

/// <summary>
/// Whether the quality score knows which faces will be missed. The second picture of every pair of one
/// person is taken as it is and in one of ten worse ways; a pair is missed below similarity 80. A quality
/// network of a user's is measured on the same faces, and its card written.
/// </summary>
internal static class QualityEval
{
    internal const string AsItIs = "as it is", Test = "DevTest", Train = "DevTrain";

    private const float Percent = 80;
    private static readonly double[] Discards = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

    /// <param name="rows">Where each face's features and cosine go, to fit the score anew; or null.</param>
    /// <exception cref="EvalDataException">
    /// A list or a picture is missing or malformed, or a network's scores give no levels.
    /// </exception>
    public static async Task<int> Run(
        string directory, string? rows, bool json, FaceRoom room, CancellationToken cancelled)
    {
        var cosine = Calibration.Of(room).Similarity.CosineAt(Percent);
        var (train, test) = LfwEval.View1Lists(directory);
        // DevTrain is what scores and levels are fitted on, so it tells nothing else.
        var isFitted = rows is not null || room.Quality is not null;
        var work = Mates(test, Test).Concat(isFitted ? Mates(train, Train) : []).ToList();
        var embedder = new LfwEmbedder(room.Pipeline, new(directory, work[0].Pair.Left));
        var looks = new ConcurrentBag<(string Worsening, JudgedFace? Face)>();
        await Progress.Each(
            work, "Pairs of LFW", json, Environment.ProcessorCount, async (item, token) =>
            {
                foreach (var look in await Judge(
                    item.Pair, item.Worsening, item.Split, embedder, room.Quality, token))
                {
                    looks.Add(look);
                }
            },
            cancelled);
        var missing = looks.Where(look => look.Face is null).Select(look => look.Worsening).ToList();
        var judged = looks.Where(look => look.Face is not null).Select(look => look.Face!);
        var ordered = judged.OrderBy(face => face.Split).ThenBy(face => face.Worsening)
            .ThenBy(face => face.Cosine).ToList();
        if (rows is not null)
        {
            await File.WriteAllLinesAsync(rows, ordered.Select(Row), cancelled);
        }

        var figures = new QualityFigures(
            cosine, ordered.Count,
            [.. Worsenings(ordered, missing, cosine)],
            [.. Levels(ordered, cosine, (face, level) => QualityBar.Misses(face.Face, face.Image, level))],
            [.. Curve(ordered, cosine)])
        {
            Network = room.Quality is { } chosen ? Network(ordered, cosine, chosen, room) : null,
        };
        if (figures.Network is { } network)
        {
            await File.WriteAllTextAsync(room.Quality!.CardPath, network.Card.ToJson(), cancelled);
        }

        QualityPrint.Print(figures, room.Quality?.CardPath, json);
        return 0;
    }

    private static NetworkFigures Network(
        List<JudgedFace> judged, float cosine, ChosenQuality quality, FaceRoom room)
    {
        var card = QualityFit.Card(judged, quality.Contract, room.Finder.Detector.ModelId);
        var test = judged.Where(face => face.Split == Test).ToList();
        return new(
            quality.Id,
            QualityFit.Correlation(test, face => face.NetworkScore!.Value),
            QualityFit.Correlation(test, face => QualityScore.Of(face.Face)),
            card,
            [.. Levels(judged, cosine, (face, level) => QualityBar.Misses(
                face.Face, face.Image, level, _ => face.NetworkScore!.Value, card.Levels))]);
    }

    /// <returns>Both looks at the second picture; null for one without a face.</returns>
    private static async Task<IReadOnlyList<(string Worsening, JudgedFace? Face)>> Judge(
        LfwPair pair, Worsening worsening, string split, LfwEmbedder embedder, ChosenQuality? quality,
        CancellationToken token)
    {
        if (await embedder.See(pair.Left, image => image, token) is not { } good)
        {
            return [];
        }

        var looks = new List<(string, JudgedFace?)>();
        foreach (var kind in new[] { new(AsItIs, image => image), worsening })
        {
            var seen = await embedder.See(pair.Right, kind.Apply, token);
            looks.Add((kind.Name, seen is not { } worse
                ? null
                : new(
                    split, kind.Name, worse.Face, worse.Image,
                    Embedding.Cosine(good.Embedding, worse.Embedding),
                    quality?.Network.Score(worse.Image, worse.Face))));
        }

        return looks;
    }

    private static IEnumerable<(LfwPair Pair, Worsening Worsening, string Split)> Mates(
        IReadOnlyList<LfwPair> pairs, string split) => pairs.Where(pair => pair.Same)
        .Select((pair, i) => (pair, Worsening.All[i % Worsening.All.Count], split));

    private static IEnumerable<WorseningFigures> Worsenings(
        List<JudgedFace> judged, IReadOnlyCollection<string> missing, float cosine) =>
        from face in judged
        group face by face.Worsening into kind
        let lost = missing.Count(name => name == kind.Key)
        orderby kind.Key
        select new WorseningFigures(
            kind.Key,
            kind.Count() + lost,
            kind.Count() / (double)(kind.Count() + lost),
            Missed(kind, cosine),
            kind.Average(face => QualityScore.Of(face.Face)));

    private static IEnumerable<LevelFigures> Levels(
        List<JudgedFace> judged,
        float cosine,
        Func<JudgedFace, QualityLevel, IReadOnlyList<QualityReason>> misses)
    {
        foreach (var set in judged.GroupBy(face => face.Split + (face.IsWorse ? ", worse" : "")))
        {
            foreach (var level in Enum.GetValues<QualityLevel>())
            {
                var passed = set.Where(face => misses(face, level).Count == 0).ToList();
                var missed = Figure.Rate("missed", [.. passed.Select(face => face.Cosine < cosine)]);
                yield return new(
                    level.ToString(), set.Key, set.Count(), passed.Count / (double)set.Count(),
                    missed.Value, Math.Max(0, missed.Low95), missed.High95);
            }
        }
    }

    private static IEnumerable<DiscardFigures> Curve(List<JudgedFace> judged, float cosine)
    {
        var worse = judged.Where(face => face.Split == Test && face.IsWorse).ToList();
        foreach (var share in Discards)
        {
            double By(Func<JudgedFace, float> order) => Missed(
                worse.OrderBy(order).Skip((int)(worse.Count * share)), cosine);
            yield return new(
                share,
                By(face => QualityScore.Of(face.Face)),
                By(face => face.Face.Quality.SharpnessPercent),
                By(face => Math.Max(face.Face.Box.Width, face.Face.Box.Height)),
                By(face => face.Face.ConfidencePercent),
                By(face => face.Cosine))
            {
                Network = worse.Exists(face => face.NetworkScore is null)
                    ? null
                    : By(face => face.NetworkScore!.Value),
            };
        }
    }

    private static double Missed(IEnumerable<JudgedFace> faces, float cosine) =>
        faces.Select(face => face.Cosine < cosine ? 1.0 : 0).DefaultIfEmpty(0).Average();

    private static string Row(JudgedFace face) => string.Join(',', [
        face.Split, face.Worsening,
        .. new[] { face.Cosine }.Concat(QualityScore.Features(face.Face))
            .Select(value => value.ToString("G6", CultureInfo.InvariantCulture)),
    ]);
}
