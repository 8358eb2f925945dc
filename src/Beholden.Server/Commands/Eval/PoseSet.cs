using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>
/// Head pose: <c>pose.csv</c> with image, pitch, yaw, roll in degrees, in AFLW2000-3D's signs.
/// </summary>
internal static class PoseSet
{
    /// <returns>Nothing where the list is absent.</returns>
    public static async Task<IReadOnlyList<Figure>> Measure(
        string folder, AttributeSubjects subjects, CancellationToken cancelled)
    {
        var list = Path.Combine(folder, "pose.csv");
        if (!File.Exists(list))
        {
            return [];
        }

        var rows = (await File.ReadAllLinesAsync(list, cancelled)).Skip(1)
            .Where(line => line.Length > 0).Select(line => Read(list, line)).ToList();
        var seen = await subjects.Describe(
            "Poses", [.. rows.Select(row => Path.Combine(folder, row.Image))], AttributeSet.None, cancelled);
        var pairs = rows.Zip(seen).Where(pair => pair.Second is not null)
            .Select(pair => (Truth: pair.First.Pose, pair.Second!.Pose)).ToList();
        return pairs.Count == 0 ? [] :
        [
            Figure.Mean(
                "poseYawMaeDegrees", [.. pairs.Select(p => Off(p.Truth.YawDegrees, p.Pose.YawDegrees))]),
            Figure.Mean(
                "posePitchMaeDegrees",
                [.. pairs.Select(p => Off(p.Truth.PitchDegrees, p.Pose.PitchDegrees))]),
            Figure.Mean(
                "poseRollMaeDegrees", [.. pairs.Select(p => Off(p.Truth.RollDegrees, p.Pose.RollDegrees))]),
        ];
    }

    private static double Off(float truth, float answer) => Math.Abs(truth - answer);

    /// <summary>AFLW's yaw grows as a face turns to the left of the picture, AWS's to the right.</summary>
    private static (string Image, HeadPose Pose) Read(string list, string line) =>
        line.Split(',') is [var image, var pitch, var yaw, var roll]
        && float.TryParse(pitch, out var pitchDegrees)
        && float.TryParse(yaw, out var yawDegrees)
        && float.TryParse(roll, out var rollDegrees)
            ? (image, new(rollDegrees, -yawDegrees, pitchDegrees))
            : throw new EvalDataException($"{list}: '{line}' is not image, pitch, yaw, roll.");
}
