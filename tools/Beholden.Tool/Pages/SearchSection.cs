using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Beholden.Tool.Pages;

/// <summary>
/// The section on search: of <c>search.json</c>, which <c>bench/peers/search --write</c> measures.
/// </summary>
internal static class SearchSection
{
    private const string PlotPath = "docs/images/benchmarks-search.svg";

    public static (string Text, IReadOnlyList<PageFile> Plots) Write(JsonElement measured)
    {
        var systems = measured.GetProperty("systems").EnumerateArray().ToList();
        var text = new StringBuilder("## Search\n\n");
        foreach (var sentence in Sentences(measured))
        {
            text.Append(sentence.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        text.Append('\n');
        text.Append("| index | settings | recall | alone, ms (CPU) | together, ms (CPU) | build, s ")
            .Append("| memory, MB |\n|---|---|---|---|---|---|---|\n");
        foreach (var system in systems)
        {
            text.Append(Row(system));
        }

        text.Append("\n![Recall and time of a query](images/benchmarks-search.svg)\n\n");
        return (text.ToString(), [new(PlotPath, Plot(measured, systems))]);
    }

    private static FormattableString[] Sentences(JsonElement measured)
    {
        var (together, queries) = (Whole(measured, "together"), Whole(measured, "queries"));
        var (vectors, dimension) = (Whole(measured, "vectors"), Whole(measured, "dimension"));
        return
        [
            $"Command: `bench/peers/search --write`. The {Whole(measured, "nearest")} nearest of",
            $"{vectors:N0} vectors of {dimension} numbers by their cosine, {queries} queries,",
            $"{Whole(measured, "threads")} threads for each index. Processor:",
            $"{measured.GetProperty("processor").GetString()}, with a load average of",
            $"{Real(measured, "otherLoad"):0.0} from other work when it began.",
            $"Our index and faiss's flat one took turns, {Whole(measured, "rounds")} rounds each. A row",
            $"gives the median round in wall time a query, with the lowest and the highest, and its median",
            $"in processor time. \"Alone\" is one query after the other. \"Together\" is {together} at a",
            $"time: as one batch where the library has batches, as that many callers for ours.",
            $"Memory is what the process grew by.",
            $"",
            $"{Whole(measured, "sameAnswers")} of {queries} queries got the same neighbours from our index",
            $"as from float32; the cosines differ by at most {Real(measured, "cosineDifferenceMax"):0.#e+0}.",
            $"Ours is **{Real(measured, "timesFasterAlone"):0.0} times** as fast as faiss's flat index",
            $"alone, and **{Real(measured, "timesFasterTogether"):0.0} times** together.",
            $"Graphs, where the run had them, are approximate: they miss neighbours, and are built first.",
            $"People lie in random directions here, which is hard on graphs: of real faces, which lie in",
            $"groups, they would miss fewer.",
        ];
    }

    private static string Row(JsonElement system)
    {
        string[] cells =
        [
            $"{Name(system)} {system.GetProperty("version").GetString()}",
            system.GetProperty("settings").GetString()!,
            IsExact(system) ? "exact" : Invariant($"{Recall(system):0.000}"),
            Times(system.GetProperty("alone")),
            Times(system.GetProperty("together")),
            Invariant($"{Real(system, "buildS"):0.0}"),
            Invariant($"{Real(system, "memoryMb"):0}"),
        ];
        return $"| {string.Join(" | ", cells)} |\n";
    }

    private static string Plot(JsonElement measured, List<JsonElement> systems)
    {
        var times = systems.Select(Alone).ToList();
        var series = systems.GroupBy(Name).Select(group => new PlotSeries(
            group.Key, [.. group.Select(system => (Alone(system), Recall(system)))]));
        return new LinePlot(
            Invariant($"{Whole(measured, "vectors"):N0} vectors: neighbours found, time of a query alone"),
            PlotAxis.Decades("milliseconds a query, logarithmic", times.Min(), times.Max()),
            new PlotAxis("share of the true neighbours found", 0, 1),
            [.. series]).Svg();
    }

    private static string Times(JsonElement of) => Invariant(
        $"{Real(of, "ms"):0.0} ({Real(of, "msMin"):0.0} to {Real(of, "msMax"):0.0}; ")
        + Invariant($"{Real(of, "processorMs"):0.0})");

    private static string Name(JsonElement system) => system.GetProperty("name").GetString()!;

    private static bool IsExact(JsonElement system) => system.GetProperty("exact").GetBoolean();

    private static double Recall(JsonElement system) => system.GetProperty("recall").GetDouble();

    private static double Alone(JsonElement system) =>
        system.GetProperty("alone").GetProperty("ms").GetDouble();

    private static int Whole(JsonElement measured, string member) => measured.GetProperty(member).GetInt32();

    private static double Real(JsonElement measured, string member) =>
        measured.GetProperty(member).GetDouble();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
