using System.Globalization;
using System.Text.Json;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Server.Say;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>What the rules say to a search of so many faces.</summary>
/// <param name="RequiredPercent">What the floor asks.</param>
/// <param name="Decision">allow, or deny and the rules' ids, for a search at that similarity.</param>
internal sealed record FloorAnswer(long Faces, decimal RequiredPercent, string Decision);

/// <summary>What <c>eval floor</c> prints of one purpose that may identify.</summary>
/// <param name="Id">Of the purpose.</param>
/// <param name="Bound">The purpose's promise: false candidates a search at most.</param>
/// <param name="ShareHolds">
/// Whether the share of searches with any candidate keeps the promise, up to its interval's upper end.
/// </param>
/// <param name="MeanHolds">The same of the mean, which is stricter: one search may show several.</param>
/// <param name="AtDefault">At the contract's default, which the purpose's floor denies.</param>
internal sealed record PurposeFloorFigures(
    string Id,
    int FalseCandidateInSearches,
    double Bound,
    bool ShareHolds,
    bool MeanHolds,
    FloorFigures AtFloor,
    FloorFigures AtDefault,
    string DecisionAtDefault,
    IReadOnlyList<FloorAnswer> Growing);

/// <summary>What <c>eval floor</c> prints. Rates are 0..1, their intervals 95 %.</summary>
internal sealed record FloorEvalFigures(
    string Profile,
    int Faces,
    int FacesMissed,
    int PeopleSearched,
    int Searches,
    int GalleryMin,
    int GalleryMax,
    IReadOnlyList<PurposeFloorFigures> Purposes);

/// <summary>
/// Whether the floor of a profile keeps its word on LFW, by the rules' own code, and what the default does.
/// </summary>
internal static class FloorEval
{
    private const decimal DefaultPercent = 80; // The contract's.
    private const int Grown = 10;
    private const string Operation = "SearchFacesByImage", Key = "eval";

    /// <exception cref="EvalDataException">A list or a picture is missing or malformed.</exception>
    /// <exception cref="Failure">
    /// There is no such profile, or none of its purposes has a floor for identification.
    /// </exception>
    public static async Task<int> Run(
        string directory, string profileId, bool json, FaceRoom room, CancellationToken cancelled)
    {
        var profile = Chosen(profileId);
        var calibration = Calibration.Of(room);
        var rules = new PolicySet(1, profile, "", SayRoom.FloorOf(calibration.Card));
        var purposes = profile.Purposes.Where(one =>
            one.Acts.Contains(Act.Identify.Id) && one.FalseCandidateInSearches is not null).ToList();
        if (purposes.Count == 0)
        {
            throw new Failure($"No purpose of the profile {profile.Id} has a floor for identification.");
        }

        var (train, test) = LfwEval.View1Lists(directory);
        var known = await LfwEval.Embed(directory, [.. train, .. test], json, room.Pipeline, cancelled);
        var replay = new FloorReplay(LfwAllPairs.Found(known));
        var measured = purposes.Select(purpose => Measure(
            purpose, rules, replay, calibration.Similarity, json, cancelled)).ToList();
        var figures = new FloorEvalFigures(
            profile.Id, replay.Faces, known.Count - replay.Faces, replay.PeopleSearched, replay.Searches,
            replay.GalleryMin, replay.GalleryMax, measured);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        }
        else
        {
            Print(figures);
        }

        return ExitCode.Done;
    }

    private static Profile Chosen(string profileId)
    {
        try
        {
            return Profile.OfId(profileId);
        }
        catch (InvalidDataException unknown)
        {
            throw new Failure(unknown.Message);
        }
    }

    private static PurposeFloorFigures Measure(
        Purpose purpose, PolicySet rules, FloorReplay replay, Similarity similarity, bool silent,
        CancellationToken cancelled)
    {
        // One threshold for all searches: that of the largest collection among them.
        var answer = Answer(purpose, rules, replay.GalleryMax);
        var atFloor = At(answer.RequiredPercent);
        var bound = 1.0 / purpose.FalseCandidateInSearches!.Value;
        return new(
            purpose.Id, purpose.FalseCandidateInSearches.Value, bound,
            answer.Decision == "allow" && atFloor.AnyShare.High95 <= bound,
            answer.Decision == "allow" && atFloor.MeanCandidates.High95 <= bound,
            atFloor, At(DefaultPercent),
            Decision(purpose, rules, replay.GalleryMax, DefaultPercent),
            [answer, Answer(purpose, rules, (long)replay.GalleryMax * Grown)]);

        FloorFigures At(decimal percent) => replay.At(
            (double)percent, similarity.CosineAt((float)percent), silent, cancelled);
    }

    private static FloorAnswer Answer(Purpose purpose, PolicySet rules, long faces)
    {
        var required = rules.Need(purpose, Asked(purpose, faces, DefaultPercent))?.RequiredPercent ?? 100;
        return new(faces, required, Decision(purpose, rules, faces, required));
    }

    private static string Decision(Purpose purpose, PolicySet rules, long faces, decimal percent)
    {
        var decision = rules.Decide(Asked(purpose, faces, percent));
        return decision.IsAllowed ? "allow" : $"deny: {string.Join(", ", decision.Rules)}";
    }

    private static Asked Asked(Purpose purpose, long faces, decimal percent) =>
        new(Key, purpose.Id, Operation) { Faces = faces, SimilarityPercent = percent };

    private static void Print(FloorEvalFigures figures)
    {
        Console.WriteLine(
            $"Profile {figures.Profile}: {figures.Searches:N0} searches by {figures.PeopleSearched:N0} "
            + $"people, each among the {figures.GalleryMin:N0}"
            + $" to {figures.GalleryMax:N0} faces of all others");
        foreach (var purpose in figures.Purposes)
        {
            Console.WriteLine($"Purpose {purpose.Id}: at most 1 false candidate in "
                + $"{purpose.FalseCandidateInSearches} searches, {purpose.Bound:0.###} a search");
            Print("at the floor", purpose.AtFloor, "allow");
            Print("at the default", purpose.AtDefault, purpose.DecisionAtDefault);
            Console.WriteLine($"  The share of searches {Kept(purpose.ShareHolds)}; the mean "
                + $"{Kept(purpose.MeanHolds)}, each by its interval's upper end.");
            foreach (var grown in purpose.Growing)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {grown.Faces:N0} faces ask for {grown.RequiredPercent:0.00}: {grown.Decision}"));
            }
        }
    }

    private static string Kept(bool holds) =>
        holds ? "keeps the promise" : "is not shown to keep the promise";

    private static void Print(string name, FloorFigures at, string decision) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture,
        $"  {name,-14} {at.ThresholdPercent:0.00} ({decision}): {at.AnyShare.Rate:P2} "
        + $"({at.AnyShare.Low95:P2} to {at.AnyShare.High95:P2}) of searches show anybody, "
        + $"{at.MeanCandidates.Rate:0.0000} ({at.MeanCandidates.Low95:0.0000} to "
        + $"{at.MeanCandidates.High95:0.0000}) false candidates a search"));
}
