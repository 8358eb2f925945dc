using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval.Fairness;

/// <summary>Errors of age and perceived gender by age band and gender, on FairFace.</summary>
internal static class AttributesByGroup
{
    private static readonly string[] Genders = ["Female", "Male"];

    // Thirty pictures of one band say little, so bands are also counted three together.
    private static readonly string[] Wide = ["0-19", "20-49", "50+"];

    /// <returns>Nothing where the list is absent, or no network answers.</returns>
    public static async Task<IReadOnlyList<GroupTable>> Measure(
        string folder, AttributeSubjects subjects, CancellationToken cancelled)
    {
        var people = await FairFaceSet.See(folder, subjects, cancelled);
        if (!people.Any(person => person.Second?.Attributes.Gender is not null))
        {
            return [];
        }

        var bands = people.Select(person => person.First.Age).Distinct().OrderBy(FirstYear).ToList();
        var wrong = people.Select(person => (person.First, Value: IsWrong(person) ? 1.0 : 0)).ToList();
        var years = people.Where(person => person.Second?.Attributes.Age is not null)
            .Select(person => (person.First, Value: FairFaceSet.Distance(person))).ToList();

        GroupTable Table(
            Measure measure,
            IReadOnlyList<string> groups,
            List<(FairFaceSet.Person Person, double Value)> values,
            Func<FairFaceSet.Person, string> group) => GroupTables.Of(
            measure,
            groups,
            [.. values.Select(v => new Observation(v.Person.Filename, group(v.Person), v.Value))],
            cancelled);

        const string gender = "Gender guessed wrongly", age = "Age, mean distance to the band";
        return
        [
            Table(Share("genderByGender", gender, "gender"), Genders, wrong, person => person.Gender),
            Table(Share("genderByAge", gender, "age band"), bands, wrong, person => person.Age),
            Table(
                Share("genderByAgeWide", gender, "age, three bands together"), Wide, wrong,
                person => WideBand(person.Age)),
            Table(Years("ageByGender", age, "gender"), Genders, years, person => person.Gender),
            Table(Years("ageByAge", age, "age band"), bands, years, person => person.Age),
            Table(
                Years("ageByAgeWide", age, "age, three bands together"), Wide, years,
                person => WideBand(person.Age)),
        ];
    }

    private static Measure Share(string id, string title, string by) =>
        Fairness.Measure.Share(id, title, by, "pictures");

    private static Measure Years(string id, string title, string by) =>
        Fairness.Measure.Years(id, title, by, "pictures");

    /// <summary>A face that is not found is an error too: there is no right answer in it.</summary>
    private static bool IsWrong((FairFaceSet.Person First, FaceSeen? Second) person) =>
        person.Second?.Attributes.Gender?.IsFemale != (person.First.Gender == "Female");

    private static string WideBand(string band) => FirstYear(band) switch
    {
        < 20 => Wide[0],
        < 50 => Wide[1],
        _ => Wide[2],
    };

    private static int FirstYear(string band) =>
        int.TryParse(new string([.. band.TakeWhile(char.IsAsciiDigit)]), out var year) ? year : int.MaxValue;
}
