using System.Numerics.Tensors;
using Beholden.Server.Commands.Eval.Fairness;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>What searches for people who are not in the collection showed at one threshold.</summary>
/// <param name="AnyShare">Share of searches with any candidate, 0..1; each of them is false.</param>
/// <param name="MeanCandidates">False candidates a search, from 0.</param>
internal sealed record FloorFigures(
    double ThresholdPercent, double Cosine, RateBand AnyShare, RateBand MeanCandidates, int CandidatesMost);

/// <summary>
/// Every picture of each person who has several, searched among the pictures of all other people. Whatever a
/// search shows is a false candidate.
/// </summary>
/// <remarks>
/// Intervals come from a bootstrap over people, seeded. For the mean, whoever is drawn twice searches twice
/// and is in the collection twice, since one face that resembles many makes candidates on either side. A
/// share cannot be drawn so: a collection of people drawn again has fewer different ones. There only those
/// who search are drawn.
/// </remarks>
internal sealed class FloorReplay
{
    private readonly (int Person, ReadOnlyMemory<float> Unit)[] faces;
    private readonly int[] facesOf;

    /// <exception cref="EvalDataException">No person has several pictures.</exception>
    public FloorReplay(IReadOnlyCollection<(string Person, Embedding Face)> found)
    {
        var names = found.Select(face => face.Person).Distinct().Order(StringComparer.Ordinal).ToArray();
        faces =
        [
            .. found.Select(face => (
                Array.BinarySearch(names, face.Person, StringComparer.Ordinal), face.Face.Unit)),
        ];
        facesOf = new int[names.Length];
        foreach (var (person, _) in faces)
        {
            facesOf[person]++;
        }

        if (!facesOf.Any(IsSearched))
        {
            throw new EvalDataException("Nobody in the folder has two pictures with a face.");
        }
    }

    public int Faces => faces.Length;

    public int PeopleSearched => facesOf.Count(IsSearched);

    public int Searches => facesOf.Where(IsSearched).Sum();

    /// <summary>The smallest of the collections that were searched: all faces but one person's.</summary>
    public int GalleryMin => Faces - facesOf.Max();

    /// <summary>The largest of them.</summary>
    public int GalleryMax => Faces - facesOf.Where(IsSearched).Min();

    /// <param name="cosine">The least that a search at this percent shows.</param>
    public FloorFigures At(double percent, float cosine, bool silent, CancellationToken cancelled)
    {
        var hits = Hits(cosine, silent, cancelled);
        var rows = Bootstrap.Run(
            facesOf.Length, weights => [Any(weights, hits), Mean(weights, hits)], cancelled);
        var ones = Enumerable.Repeat(1, facesOf.Length).ToArray();
        return new(
            percent, cosine,
            Band(Any(ones, hits).Rate, rows.Select(row => row[0].Rate)),
            Band(Mean(ones, hits).Rate, rows.Select(row => row[1].Rate)),
            hits.Max(hit => hit.Of.Count));
    }

    private static bool IsSearched(int faces) => faces > 1;

    private static RateBand Band(double rate, IEnumerable<double> rates)
    {
        var (low, high) = Bootstrap.Middle(rates);
        return new(rate, low, high);
    }

    /// <summary>Of each search who searched, and of whom its candidates are.</summary>
    private List<(int By, List<int> Of)> Hits(float cosine, bool silent, CancellationToken cancelled)
    {
        var searches = faces.Where(face => IsSearched(facesOf[face.Person])).ToArray();
        var hits = new (int By, List<int> Of)[searches.Length];
        Progress.Show("Searches", searches.Length, silent, step =>
        {
            Parallel.For(0, searches.Length, new() { CancellationToken = cancelled }, i =>
            {
                var (person, unit) = searches[i];
                hits[i] = (
                    person,
                    [
                        .. faces.Where(face => face.Person != person
                            && TensorPrimitives.Dot(face.Unit.Span, unit.Span) >= cosine)
                            .Select(face => face.Person),
                    ]);
                step();
            });
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();
        return [.. hits];
    }

    private static Tally Any(int[] weights, List<(int By, List<int> Of)> hits) => new(
        hits.Sum(hit => hit.Of.Count > 0 ? weights[hit.By] : 0),
        hits.Sum(hit => weights[hit.By]));

    private static Tally Mean(int[] weights, List<(int By, List<int> Of)> hits) => new(
        hits.Sum(hit => (double)weights[hit.By] * hit.Of.Sum(person => weights[person])),
        hits.Sum(hit => weights[hit.By]));
}
