using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Vision.Faces;

namespace Beholden.Server.Commands.Eval;

/// <summary>
/// Attributes on labelled faces. Sub-sets that the folder lacks are left out. A face that is not found
/// counts as a wrong answer where the figure is a rate, and not at all where it is a distance.
/// </summary>
internal static class AttributesEval
{
    /// <param name="directory">
    /// Holds any of <c>fairface</c>, <c>lfw</c>, <c>expressions/fer2013</c>,
    /// <c>pose_landmarks/aflw2000_prnet</c>, <c>masks</c>.
    /// </param>
    /// <param name="reader">The pipeline's own, for pictures that are a face but where none is found.</param>
    /// <exception cref="EvalDataException">Nothing to measure, or a list or picture is malformed.</exception>
    public static async Task<int> Run(
        string directory, bool json, FacePipeline faces, AttributeReader reader, CancellationToken cancelled)
    {
        var figures = await Measure(directory, json, faces, reader, cancelled);
        if (json)
        {
            var flat = new JsonObject();
            foreach (var figure in figures)
            {
                flat[figure.Name] = Math.Round(figure.Value, 4);
                flat[figure.Name + "N"] = figure.N;
                flat[figure.Name + "Low95"] = Math.Round(figure.Low95, 4);
                flat[figure.Name + "High95"] = Math.Round(figure.High95, 4);
            }

            Console.WriteLine(flat.ToJsonString(JsonSerializerOptions.Web));
            return 0;
        }

        Console.WriteLine($"{"figure",-28} {"value",8} {"95 % from",10} {"to",8} {"n",6}");
        foreach (var f in figures)
        {
            Console.WriteLine($"{f.Name,-28} {f.Value,8:f3} {f.Low95,10:f3} {f.High95,8:f3} {f.N,6}");
        }

        return 0;
    }

    internal static async Task<IReadOnlyList<Figure>> Measure(
        string directory,
        bool silent,
        FacePipeline faces,
        AttributeReader reader,
        CancellationToken cancelled)
    {
        var subjects = new AttributeSubjects(faces, reader, silent);
        List<Figure> figures =
        [
            .. await FairFaceSet.Measure(Path.Combine(directory, "fairface"), subjects, cancelled),
            .. await LfwGenderSet.Measure(Path.Combine(directory, "lfw"), subjects, cancelled),
            .. await ExpressionSet.Measure(
                Path.Combine(directory, "expressions", "fer2013"), subjects, cancelled),
            .. await PoseSet.Measure(
                Path.Combine(directory, "pose_landmarks", "aflw2000_prnet"), subjects, cancelled),
            .. await MaskSet.Measure(Path.Combine(directory, "masks"), subjects, cancelled),
        ];
        return figures.Count > 0 ? figures : throw new EvalDataException(
            $"{directory} holds none of fairface, lfw, expressions/fer2013, "
            + "pose_landmarks/aflw2000_prnet, masks.");
    }
}
