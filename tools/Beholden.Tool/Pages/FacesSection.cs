using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Beholden.Tool.Pages;

/// <summary>
/// The section on face detection: of <c>faces.json</c>, which <c>bench/peers/faces --write</c> measures.
/// </summary>
internal static class FacesSection
{
    private const string PlotPath = "docs/images/benchmarks-faces.svg";

    public static (string Text, IReadOnlyList<PageFile> Plots) Write(JsonElement measured)
    {
        var systems = measured.GetProperty("systems").EnumerateArray().ToList();
        var text = new StringBuilder("## Faces in photos\n\n");
        text.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Command: `bench/peers/faces --write`. Development photos of WIDER FACE, 1,024 pixels wide:
            {measured.GetProperty("photos").GetInt32()}, with
            {measured.GetProperty("faces20px").GetInt32()} faces at least 20 pixels high.
            Processor: {measured.GetProperty("processor").GetString()}.
            One process after the other, one thread each, from decoded pixels to boxes; the median photo,
            with the quarter points. Recall and precision are at IoU 0.5 and at the floor that each system
            has by itself, for faces of 20 pixels and more; average precision goes down to a score of
            0.05. OpenCV's cascades give no score, so the number of windows that agree ranks their
            answers. human is asked for boxes as found, since it would widen them to 1.4 times the face.
            Boxes larger than the annotators' count against a system. OpenCV's own network is not part of
            Debian's packages: left out.

            | system | recall | precision | AP ≥ 50 / 30 / 10 px | ms a photo | memory, MB |
            |---|---|---|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach (var system in systems)
        {
            text.Append(Row(system));
        }

        text.Append("\n![Faces found and time of a photo](images/benchmarks-faces.svg)\n\n");
        return (text.ToString(), [new(PlotPath, Plot(systems))]);
    }

    private static string Row(JsonElement system) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name(system)} {system.GetProperty("version").GetString()}, "
        + $"{system.GetProperty("backEnd").GetString()} | {Real(system, "recall20px"):0.000} "
        + $"| {Real(system, "precision20px"):0.000} | {Real(system, "ap50px"):0.000} / "
        + $"{Real(system, "ap30px"):0.000} / {Real(system, "ap10px"):0.000} | {Real(system, "p50Ms"):0.0} "
        + $"({Real(system, "p25Ms"):0.0} to {Real(system, "p75Ms"):0.0}) | {Real(system, "peakMb"):0} |\n");

    private static string Plot(List<JsonElement> systems)
    {
        var times = systems.Select(system => Real(system, "p50Ms")).ToList();
        return new LinePlot(
            "Faces of 20 pixels and more: share found, and time of a photo",
            PlotAxis.Decades("milliseconds a photo, one thread, logarithmic", times.Min(), times.Max()),
            new PlotAxis("share of the faces found", 0, 1),
            [
                .. systems.GroupBy(system => Words(system)[0]).Select(maker => new PlotSeries(
                    maker.Key,
                    [.. maker.Select(system => (Real(system, "p50Ms"), Real(system, "recall20px")))],
                    IsJoined: false,
                    [.. maker.Select(system => Words(system)[1])])),
            ]).Svg();
    }

    private static string Name(JsonElement system) => system.GetProperty("name").GetString()!;

    // The maker, and which of its detectors.
    private static string[] Words(JsonElement system) => Name(system).Split(' ', 2);

    private static double Real(JsonElement system, string member) => system.GetProperty(member).GetDouble();
}
