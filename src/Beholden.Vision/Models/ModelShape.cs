namespace Beholden.Vision.Models;

/// <summary>Checks a network's contract once, at load, so that no request meets a wrong one.</summary>
public static class ModelShape
{
    /// <param name="expected">-1 accepts any size, as a dynamic dimension does.</param>
    /// <exception cref="InvalidDataException">
    /// The file is another network than the catalogue says.
    /// </exception>
    public static void Require(
        string modelId, string tensor, IReadOnlyList<int> actual, IReadOnlyList<int> expected)
    {
        var same = actual.Count == expected.Count
            && actual.Zip(expected).All(d => d.First == d.Second || d.First == -1 || d.Second == -1);
        if (!same)
        {
            throw new InvalidDataException(
                $"Model {modelId}: {tensor} is [{string.Join(", ", actual)}], "
                + $"expected [{string.Join(", ", expected)}].");
        }
    }
}
