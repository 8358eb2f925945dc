using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>Expressions: one folder of pictures per class of FER2013.</summary>
internal static class ExpressionSet
{
    private static readonly (string Folder, Emotion Type)[] Classes =
    [
        ("angry", Emotion.Angry), ("disgust", Emotion.Disgusted), ("fear", Emotion.Fear),
        ("happy", Emotion.Happy), ("sad", Emotion.Sad), ("surprise", Emotion.Surprised),
        ("neutral", Emotion.Calm),
    ];

    /// <returns>Nothing where there is no folder of any class.</returns>
    public static async Task<IReadOnlyList<Figure>> Measure(
        string folder, AttributeSubjects subjects, CancellationToken cancelled)
    {
        var recalls = new List<Figure>();
        var found = new List<bool>();
        var (happy, others) = (new List<bool>(), new List<bool>());
        foreach (var (name, type) in Classes.Where(c => Directory.Exists(Path.Combine(folder, c.Folder))))
        {
            var files = Directory.GetFiles(Path.Combine(folder, name), "*.jpg").Order(StringComparer.Ordinal);
            var seen = await subjects.Describe(
                $"Expressions: {name}", [.. files], AttributeSet.Emotions | AttributeSet.Smile, cancelled);
            if (seen.Count == 0)
            {
                continue;
            }

            found.AddRange(seen.Select(face => face?.ConfidencePercent > 0));
            recalls.Add(Figure.Rate(
                $"emotionRecall{type}", [.. seen.Select(f => f?.Attributes.Emotions?[0].Type == type)]));
            (type == Emotion.Happy ? happy : others).AddRange(
                seen.Select(face => face?.Attributes.Smile?.Value == true));
        }

        return recalls.Count == 0 ? [] :
        [
            Figure.MeanOfRates("emotionAccuracy", recalls),
            .. recalls,
            Figure.Rate("emotionFacesFound", found),
            .. happy.Count > 0 && others.Count > 0
                ? new[] { Figure.Rate("smileRecall", happy), Figure.Rate("smileFalseRate", others) }
                : [],
        ];
    }
}
