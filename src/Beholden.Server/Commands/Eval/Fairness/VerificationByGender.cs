using System.Numerics.Tensors;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval.Fairness;

/// <summary>
/// Rates of wrong verification by gender, over all pairs of LFW's pictures that <c>gender.csv</c> names
/// (image, F or M, split), at thresholds that are the same for all.
/// </summary>
internal static class VerificationByGender
{
    private const double GlobalFalseRate = 0.001;
    private static readonly string[] Codes = ["F", "M"];
    private static readonly string[] Names = ["women", "men"];
    private static readonly float[] Percents = [80, 99];

    // Pairs below are never at a threshold of interest: 80 % stands at a cosine above 0.3.
    private const float CosineKept = 0.2f;

    private sealed record Face(int Person, int Gender, ReadOnlyMemory<float>? Unit);

    private readonly record struct Pair(Face A, Face B, float Cosine);

    /// <returns>Nothing where the list is absent.</returns>
    public static async Task<IReadOnlyList<GroupTable>> Measure(
        string folder, bool silent, FacePipeline faces, Similarity similarity, CancellationToken cancelled)
    {
        var list = Path.Combine(folder, "gender.csv");
        if (!File.Exists(list))
        {
            return [];
        }

        var rows = (await File.ReadAllLinesAsync(list, cancelled)).Skip(1).Select(line => line.Split(','))
            .Where(cells => cells.Length >= 2 && Codes.Contains(cells[1]))
            .Select(cells => (Image: Image(list, cells[0]), Gender: Array.IndexOf(Codes, cells[1])))
            .ToList();
        var embedded = await new LfwEmbedder(faces, new(folder, rows[0].Image))
            .All([.. rows.Select(row => row.Image)], silent, cancelled);
        var people = rows.GroupBy(row => row.Image.Person)
            .Select((person, id) => person.Select(row => new Face(id, row.Gender, embedded[row.Image]?.Unit)))
            .ToList();
        return Tables([.. people.SelectMany(person => person)], people.Count, similarity, cancelled);
    }

    private static List<GroupTable> Tables(
        Face[] faces, int people, Similarity similarity, CancellationToken cancelled)
    {
        var (mates, strangers, impostors) = Compare(faces, cancelled);
        strangers.Sort((a, b) => b.Cosine.CompareTo(a.Cosine));
        var global = MathF.BitIncrement(strangers[(int)(impostors * GlobalFalseRate)].Cosine);
        List<(string Id, string Name, float Cosine)> thresholds =
        [
            ("Far0001", "cosine of a false-match rate of 0.1 % over all", global),
            .. Percents.Select(p => ($"{p:0}", $"similarity {p:0}", similarity.CosineAt(p))),
        ];
        var sizes = Codes.Select((_, g) => People(faces.Where(face => face.Gender == g))).ToList();
        var tables = new List<GroupTable>();
        foreach (var (id, name, cosine) in thresholds)
        {
            tables.Add(GroupTables.Make(
                Fairness.Measure.MatchRate($"fnmr{id}", $"Same person not matched, {name}", "gender"),
                Names, SizesOfMates(mates), people, MateTally(mates, cosine), arePairs: false, cancelled));
            tables.Add(GroupTables.Make(
                Fairness.Measure.MatchRate($"fmr{id}", $"Different people matched, {name}", "gender"),
                Names, sizes, people, StrangerTally(faces, people, strangers, cosine), arePairs: true,
                cancelled));
        }

        return tables;
    }

    private static List<int> SizesOfMates(List<Pair> mates) =>
        [.. Codes.Select((_, g) => People(mates.Select(pair => pair.A).Where(face => face.Gender == g)))];

    private static int People(IEnumerable<Face> faces) =>
        faces.Select(face => face.Person).Distinct().Count();

    /// <returns>All pairs of one person; pairs of different people of one gender that look alike.</returns>
    private static (List<Pair> Mates, List<Pair> Strangers, long Impostors) Compare(
        Face[] faces, CancellationToken cancelled)
    {
        var (mates, strangers, impostors) = (new List<Pair>(), new List<Pair>(), 0L);
        for (var i = 0; i < faces.Length; i++)
        {
            cancelled.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (faces[i], faces[j]);
                var isMate = a.Person == b.Person;
                impostors += isMate ? 0 : 1;

                // A face that is not found matches nobody.
                var cosine = a.Unit is { } left && b.Unit is { } right
                    ? TensorPrimitives.Dot(left.Span, right.Span)
                    : -1;
                if (isMate && a.Gender == b.Gender)
                {
                    mates.Add(new(a, b, cosine));
                }
                else if (!isMate && cosine >= CosineKept)
                {
                    strangers.Add(new(a, b, cosine));
                }
            }
        }

        return (mates, strangers, impostors);
    }

    private static Func<int[], Tally[]> MateTally(List<Pair> mates, float threshold) => weights =>
    {
        var tallies = new Tally[Codes.Length];
        foreach (var pair in mates)
        {
            var (weight, gender) = (weights[pair.A.Person], pair.A.Gender);
            var wrong = pair.Cosine < threshold ? weight : 0;
            tallies[gender] = new(tallies[gender].Sum + wrong, tallies[gender].N + weight);
        }

        return tallies;
    };

    /// <summary>
    /// A person drawn twice is in no pair with the second self: both would be the same pictures.
    /// </summary>
    private static Func<int[], Tally[]> StrangerTally(
        Face[] faces, int people, List<Pair> strangers, float threshold)
    {
        var pictures = Codes.Select(_ => new int[people]).ToArray();
        foreach (var face in faces)
        {
            pictures[face.Gender][face.Person]++;
        }

        var matched = strangers.TakeWhile(pair => pair.Cosine >= threshold)
            .Where(pair => pair.A.Gender == pair.B.Gender).ToList();
        return weights =>
        {
            var wrong = new double[Codes.Length];
            foreach (var pair in matched)
            {
                wrong[pair.A.Gender] += (double)weights[pair.A.Person] * weights[pair.B.Person];
            }

            return [.. wrong.Select((sum, g) => new Tally(sum, Pairs(pictures[g], weights)))];
        };
    }

    private static double Pairs(int[] pictures, int[] weights)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < pictures.Length; i++)
        {
            var weighted = (double)pictures[i] * weights[i];
            sum += weighted;
            squares += weighted * weighted;
        }

        return ((sum * sum) - squares) / 2;
    }

    private static LfwImage Image(string list, string name)
    {
        var cut = name.LastIndexOf('_');
        return cut > 0 && int.TryParse(Path.GetFileNameWithoutExtension(name)[(cut + 1)..], out var number)
            ? new(name[..cut], number)
            : throw new EvalDataException($"{list}: {name} is no picture of LFW.");
    }
}
