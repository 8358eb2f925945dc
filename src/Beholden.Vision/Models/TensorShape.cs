using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>An input or output of a layout.</summary>
/// <param name="Name">Null where any name will do.</param>
/// <param name="Dimensions">-1 must be open in the file. A fixed size may be open in the file.</param>
public sealed record TensorShape(string? Name, IReadOnlyList<int> Dimensions)
{
    internal bool Fits(string name, NodeMetadata meta) =>
        (Name is null || Name == name)
        && meta.IsTensor
        && meta.ElementType == typeof(float)
        && meta.Dimensions.Length == Dimensions.Count
        && meta.Dimensions.Zip(Dimensions).All(d => d.First == d.Second || d.First == -1);

    public override string ToString() => $"{Name ?? "one tensor"} [{Sizes(Dimensions)}]";

    internal static string Text(string name, NodeMetadata meta) => meta.IsTensor
        ? $"{name} [{Sizes(meta.Dimensions)}]{(meta.ElementType == typeof(float) ? "" : ", not float32")}"
        : $"{name}, no tensor";

    private static string Sizes(IEnumerable<int> dimensions) =>
        string.Join(", ", dimensions.Select(size => size == -1 ? "any" : $"{size}"));
}
