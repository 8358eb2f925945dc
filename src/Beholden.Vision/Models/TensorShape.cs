using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <summary>An input or output of a layout.</summary>
/// <param name="Name">Null where any name will do.</param>
/// <param name="Dimensions">-1 must be open in the file. A fixed size may be open in the file.</param>
public sealed record TensorShape(string? Name, IReadOnlyList<int> Dimensions)
{
    /// <summary>Whether a file may leave out the first dimension, a batch of one.</summary>
    public bool IsBatchOptional { get; init; }

    internal bool Fits(string name, NodeMetadata meta) =>
        (Name is null || Name == name)
        && meta.IsTensor
        && meta.ElementType == typeof(float)
        && (IsOpenTo(Dimensions, meta) || (IsBatchOptional && IsOpenTo(Dimensions.Skip(1), meta)));

    /// <summary>Whether a tensor that the network gave has this shape.</summary>
    internal bool Holds(IReadOnlyList<long> shape) =>
        IsOf(Dimensions, shape) || (IsBatchOptional && IsOf(Dimensions.Skip(1), shape));

    public override string ToString() => $"{Name ?? "one tensor"} [{Sizes(Dimensions)}]";

    internal static string Text(string name, NodeMetadata meta) => meta.IsTensor
        ? $"{name} [{Sizes(meta.Dimensions)}]{(meta.ElementType == typeof(float) ? "" : ", not float32")}"
        : $"{name}, no tensor";

    private static bool IsOpenTo(IEnumerable<int> wanted, NodeMetadata meta) =>
        meta.Dimensions.Length == wanted.Count()
        && meta.Dimensions.Zip(wanted).All(d => d.First == d.Second || d.First == -1);

    private static bool IsOf(IEnumerable<int> wanted, IReadOnlyList<long> shape) =>
        shape.Count == wanted.Count() && shape.Zip(wanted).All(d => d.First == d.Second || d.Second == -1);

    private static string Sizes(IEnumerable<int> dimensions) =>
        string.Join(", ", dimensions.Select(size => size == -1 ? "any" : $"{size}"));
}
