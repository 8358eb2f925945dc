using System.Text.Json;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>Age band and perceived gender: <c>ground_truth.json</c> beside the pictures.</summary>
internal static class FairFaceSet
{
    // The last band is open; nobody here was older.
    private const int YearsMax = 120;

    internal sealed record Person(string Filename, string Age, string Gender);

    /// <returns>Nothing where the list is absent.</returns>
    public static async Task<IReadOnlyList<Figure>> Measure(
        string folder, AttributeSubjects subjects, CancellationToken cancelled)
    {
        var pairs = await See(folder, subjects, cancelled);
        if (pairs.Count == 0)
        {
            return [];
        }

        var found = pairs.Where(pair => pair.Second?.Attributes.Age is not null).ToList();
        return
        [
            .. GenderFigures("", [.. pairs.Select(p => (p.First.Gender == "Female", p.Second))]),
            Figure.Mean("ageMaeYears", [.. found.Select(Distance)]),
            Figure.Mean("ageMaeYearsFemale", [.. Of(found, "Female").Select(Distance)]),
            Figure.Mean("ageMaeYearsMale", [.. Of(found, "Male").Select(Distance)]),
            Figure.Rate("ageRangeHit", [.. pairs.Select(Overlaps)]),
        ];
    }

    /// <returns>Each person of the list and the face found; nothing where the list is absent.</returns>
    public static async Task<IReadOnlyList<(Person First, FaceSeen? Second)>> See(
        string folder, AttributeSubjects subjects, CancellationToken cancelled)
    {
        var list = Path.Combine(folder, "ground_truth.json");
        if (!File.Exists(list))
        {
            return [];
        }

        var people = Read(list);
        var seen = await subjects.Describe(
            "Faces of FairFace",
            [.. people.Select(person => PathOf(folder, person.Filename))],
            AttributeSet.Age | AttributeSet.Gender,
            cancelled);
        return [.. people.Zip(seen)];
    }

    /// <summary>Gender as a rate, all together and for each truth.</summary>
    public static IEnumerable<Figure> GenderFigures(
        string suffix, IReadOnlyList<(bool IsFemale, FaceSeen? Face)> people)
    {
        bool Right((bool IsFemale, FaceSeen? Face) person) =>
            person.Face?.Attributes.Gender is { } gender && gender.IsFemale == person.IsFemale;
        yield return Figure.Rate($"genderAccuracy{suffix}", [.. people.Select(Right)]);
        yield return Figure.Rate(
            $"genderAccuracy{suffix}Female", [.. people.Where(p => p.IsFemale).Select(Right)]);
        yield return Figure.Rate(
            $"genderAccuracy{suffix}Male", [.. people.Where(p => !p.IsFemale).Select(Right)]);
    }

    private static Person[] Read(string list)
    {
        try
        {
            return JsonSerializer.Deserialize<Person[]>(File.ReadAllText(list), JsonSerializerOptions.Web)
                is { Length: > 0 } people
                ? people
                : throw new EvalDataException($"{list} is empty.");
        }
        catch (JsonException broken)
        {
            throw new EvalDataException($"{list} is malformed: {broken.Message}");
        }
    }

    private static string PathOf(string folder, string name)
    {
        var beside = Path.Combine(folder, name);
        return File.Exists(beside) ? beside : Path.Combine(folder, "images", name);
    }

    private static IEnumerable<(Person First, FaceSeen? Second)> Of(
        IEnumerable<(Person First, FaceSeen? Second)> pairs, string gender) =>
        pairs.Where(pair => pair.First.Gender == gender);

    /// <summary>Years from the range's middle to the band; 3-9 lasts until the tenth birthday.</summary>
    public static double Distance((Person First, FaceSeen? Second) pair)
    {
        var (low, high) = Band(pair.First.Age);
        var range = pair.Second!.Attributes.Age!.Value;
        var middle = (range.LowYears + range.HighYears) / 2.0;
        return Math.Max(0, Math.Max(low - middle, middle - (high + 1)));
    }

    private static bool Overlaps((Person First, FaceSeen? Second) pair)
    {
        var (low, high) = Band(pair.First.Age);
        return pair.Second?.Attributes.Age is { } range && range.LowYears <= high && range.HighYears >= low;
    }

    private static (int Low, int High) Band(string age)
    {
        var parts = age.Split('-');
        if (parts.Length == 2 && int.TryParse(parts[0], out var low) && int.TryParse(parts[1], out var high))
        {
            return (low, high);
        }

        return int.TryParse(new string([.. age.Where(char.IsAsciiDigit)]), out var from)
            ? (from, YearsMax)
            : throw new EvalDataException($"{age} is no age band.");
    }
}
