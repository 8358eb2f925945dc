using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models.Tfjs;

/// <summary>A network as TensorFlow.js packages carry it.</summary>
/// <param name="Graph">The <c>.json</c> file: nodes and the manifest of the weights.</param>
/// <param name="Weights">The <c>.bin</c> file.</param>
public sealed record TfjsFiles(ModelFile Graph, ModelFile Weights)
{
    /// <exception cref="InvalidDataException">The two files do not fit or hold something unknown.</exception>
    internal InferenceSession Open(params IReadOnlyList<(string Name, int[] Shape)> outputs)
    {
        try
        {
            using var model = JsonDocument.Parse(Graph.Read());
            return Sessions.Open(
                TfjsGraph.ToOnnx(model.RootElement, Weights.Read(), outputs));
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"Model {Graph.Id} is no JSON: {broken.Message}", broken);
        }
        catch (KeyNotFoundException missing)
        {
            throw new InvalidDataException($"Model {Graph.Id} is no graph: {missing.Message}", missing);
        }
    }
}
