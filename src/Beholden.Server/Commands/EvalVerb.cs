using System.CommandLine;
using Beholden.Server.Commands.Eval;
using Beholden.Server.Commands.Eval.Fairness;

namespace Beholden.Server.Commands;

/// <summary>
/// <c>beholden eval WHAT PATH</c>: how good the models are, on labelled data.
/// </summary>
internal static class EvalVerb
{
    public static Command Create() => new("eval", "Measure the models on labelled pictures")
    {
        Lfw(), Calibrate(), QualityScores(), Wider(), Frontier(), Rotations(), Attributes(),
        Fairness(), Floor(), Redact(),
    };

    private static Command Lfw()
    {
        var allPairs = new Option<bool>("--all-pairs")
        {
            Description = "Compare every picture of View 1 with every other: rates down to 1 in 100,000",
        };
        return Verb(
            "lfw", "Verification accuracy on LFW: View 1, or View 2 where pairs.txt is", [allPairs],
            (folder, json, parsed, room, cancelled) => parsed.GetValue(allPairs)
                ? LfwAllPairs.Run(folder, json, room.Pipeline, cancelled)
                : LfwEval.Run(folder, json, room.Pipeline, cancelled));
    }

    private static Command Calibrate()
    {
        var target = new Option<FileInfo?>("--out")
        {
            Description = "File of the card (default: models/calibration.json; for an added embedder the "
                + "file beside its weights, where the server looks for it)",
        };
        return Verb(
            "calibrate", "Fit what each similarity stands for, on LFW's View 1, and write the card", [target],
            (folder, json, parsed, room, cancelled) => CalibrateEval.Run(
                folder, parsed.GetValue(target)?.FullName ?? CardTarget(room), json, room, cancelled));
    }

    private static string CardTarget(FaceRoom room) =>
        room.IsEmbedderAdded ? room.CardPath : Path.Combine("models", "calibration.json");

    private static Command QualityScores()
    {
        var rows = new Option<FileInfo?>("--rows")
        {
            Description = "File for every face's features and likeness, to fit the score anew",
        };
        return Verb(
            "quality",
            "Whether the quality score knows which faces of LFW will be missed; with --quality also a "
                + "network of yours, and its card is written",
            [rows],
            (folder, json, parsed, room, cancelled) => QualityEval.Run(
                folder, parsed.GetValue(rows)?.FullName, json, room, cancelled),
            takesQuality: true);
    }

    private static Command Wider()
    {
        var truth = Truth();
        return Verb(
            "wider", "Average precision of the face detector on WIDER FACE pictures", [truth],
            (folder, json, parsed, room, cancelled) => WiderEval.Run(
                folder, parsed.GetValue(truth)?.FullName, json, room.Finder, cancelled));
    }

    private static Command Frontier()
    {
        var truth = Truth();
        return Verb(
            "frontier", "Average precision of the face detector on WIDER FACE pictures against time", [truth],
            (folder, json, parsed, room, cancelled) => FrontierEval.Run(
                folder, parsed.GetValue(truth)?.FullName, json, room.Finder, cancelled));
    }

    private static Command Rotations()
    {
        var truth = Truth();
        var every = new Option<int>("--every")
        {
            Description = "Take every Nth picture only (default: 1)",
            DefaultValueFactory = _ => 1,
        };
        every.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--every must be at least 1.");
            }
        });
        return Verb(
            "rotations", "Share of faces that are found again in turned and in shrunk pictures",
            [truth, every],
            (folder, json, parsed, room, cancelled) => RotationEval.Run(
                folder, parsed.GetValue(truth)?.FullName, parsed.GetValue(every), json, room.Finder,
                cancelled));
    }

    private static Option<FileInfo?> Truth() => new("--gt")
    {
        Description = "Ground truth file (default: wider_dev_gt.txt, else the only *_gt.txt)",
    };

    private static Command Attributes() => Verb(
        "attributes", "Age, gender, expression, pose and the rest, on the labelled folders below PATH", [],
        (folder, json, _, room, cancelled) => AttributesEval.Run(
            folder, json, room.Pipeline, room.Attributes, cancelled));

    private static Command Fairness() => Verb(
        "fairness", "Errors by group of people, on the folders wider, fairface and lfw below PATH", [],
        (folder, json, _, room, cancelled) => FairnessEval.Run(folder, json, room, cancelled));

    private static Command Floor()
    {
        var profile = new Option<string>("--profile")
        {
            Description = "Ready profile whose floors are replayed",
            DefaultValueFactory = _ => "public-safety",
        };
        return Verb(
            "floor", "Whether a profile's floor keeps its word on LFW, and what the default would show",
            [profile],
            (folder, json, parsed, room, cancelled) => FloorEval.Run(
                folder, parsed.GetRequiredValue(profile), json, room, cancelled));
    }

    private static Command Redact()
    {
        var manner = new CoverOptions();
        var people = new Option<int>("--people")
        {
            Description = "Take the first N people only, 2 or more (default: all)",
            DefaultValueFactory = _ => int.MaxValue,
        };
        people.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 2)
            {
                result.AddError("--people must be at least 2.");
            }
        });
        var verb = Verb(
            "redact", "Whether redacted faces of LFW are still found among their originals", [people],
            (folder, json, parsed, room, cancelled) => new RedactEval(room, manner.Read(parsed)).Run(
                folder, parsed.GetValue(people), json, cancelled));
        manner.AddTo(verb);
        return verb;
    }

    private static Command Verb(
        string name, string description, IEnumerable<Option> options,
        Func<string, bool, ParseResult, FaceRoom, CancellationToken, Task<int>> measure,
        bool takesQuality = false)
    {
        var folder = new Argument<DirectoryInfo>("PATH") { Description = "Folder of the labelled pictures" };
        var networks = new FaceNetworkOptions(takesQuality);
        var weights = SettingsOptions.Weights();
        var json = JsonOption.Create();
        var plan = SettingsOptions.DetectionPlan("--plan");
        var verb = new Command(name, description) { folder, plan, weights, json };
        networks.AddTo(verb);
        foreach (var option in options)
        {
            verb.Options.Add(option);
        }

        verb.SetAction(async (parsed, cancelled) =>
        {
            using var room = FaceRoom.Open(
                parsed.GetRequiredValue(weights),
                parsed.GetRequiredValue(plan),
                networks.Read(parsed) with { IsQualityMeasured = true });
            try
            {
                return await measure(
                    parsed.GetRequiredValue(folder).FullName, parsed.GetValue(json), parsed, room, cancelled);
            }
            catch (EvalDataException missing)
            {
                throw new Failure(missing.Message);
            }
        });
        return verb;
    }
}
