using System.Text;

namespace Beholden.Tool;

/// <summary>Errors.g.cs: an exception class per modelled exception, with the model's HTTP status.</summary>
internal static class WireGeneratorErrors
{
    public static string Write(WireModel contract)
    {
        var code = new StringBuilder(WireGeneratorShapes.Heading);
        foreach (var shape in contract.Shapes.Values.Where(shape => shape.Status is not null))
        {
            code.Append($"\npublic sealed class {shape.Name}(string message)\n");
            code.Append($"    : ServiceException(\"{shape.Name}\", {shape.Status}, message);\n");
        }

        return code.ToString();
    }
}
