using System.Text;

namespace Beholden.Tool;

/// <summary>Contract.g.cs: the operations, and the rules that their inputs must keep.</summary>
internal static class WireGeneratorContract
{
    public static string Write(WireModel contract)
    {
        var code = new StringBuilder(WireGeneratorShapes.Heading);
        code.Replace("namespace Beholden.Wire;", "using System.Collections.Frozen;\n\nnamespace Beholden.Wire;");
        code.Append($$"""

            /// <summary>The service's operations by name.</summary>
            public static class Contract
            {
                /// <summary>X-Amz-Target is this, a dot, and the operation's name.</summary>
                public const string TargetPrefix = "{{contract.TargetPrefix}}";

                /// <summary>The service in a signature's scope.</summary>
                public const string SigningName = "{{contract.SigningName}}";

                public static FrozenDictionary<string, OperationContract> Operations { get; } =
                    new OperationContract[]
                    {

            """);
        foreach (var operation in contract.Operations)
        {
            Operation(code, operation);
        }

        code.Append("""
                    }.ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);
            }

            /// <summary>Every rule stands after the rules it needs: fields are set in this order.</summary>
            internal static class InputRules
            {

            """);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in contract.Operations)
        {
            Rule(code, operation.Input, contract, written, []);
        }

        return code.Append("}\n").ToString();
    }

    private static void Operation(StringBuilder code, WireOperation operation)
    {
        code.Append($$"""
                        new()
                        {
                            Name = "{{operation.Name}}",
                            Family = {{Literal(operation.Family)}},
                            Mode = OperationMode.{{(operation.IsAsync ? "Async" : "Sync")}},
                            Status = {{Literal(operation.Status)}},
                            Input = InputRules.{{operation.Input}},
                            Request = typeof({{operation.Input}}),
                            Response = typeof({{operation.Output}}),
                            Errors = ["{{string.Join("\", \"", operation.Errors)}}"],
                        },

            """);
    }

    private static void Rule(
        StringBuilder code, string name, WireModel contract, HashSet<string> written, List<string> path)
    {
        if (path.Contains(name))
        {
            throw new InvalidDataException($"{name} holds itself; the checks do not expect that.");
        }

        if (!written.Add(name))
        {
            return;
        }

        var shape = contract.Shapes[name];
        List<string> below = [.. path, name];
        foreach (var needed in shape.Members.Select(member => member.Shape)
            .Concat(new[] { shape.Key, shape.Element }.OfType<string>()))
        {
            Rule(code, needed, contract, written, below);
        }

        code.Append($"    internal static readonly {Construct(shape)};\n");
    }

    private static string Construct(WireShape shape) => shape.Kind switch
    {
        "structure" => $"StructureRule {shape.Name} = new([{string.Join(", ", shape.Members.Select(Member))}])",
        "string" when shape.IsEnum => $"EnumRule {shape.Name} = new([{Strings(shape.Values)}])",
        "string" => $"StringRule {shape.Name} = new({shape.Min ?? "null"}, {shape.Max ?? "null"}, "
            + $"{(shape.Pattern is null ? "null" : $"new ValuePattern({Literal(shape.Pattern)})")})",
        "integer" => $"NumberRule {shape.Name} = new(NumberKind.Integer, {Range(shape)})",
        "long" => $"NumberRule {shape.Name} = new(NumberKind.Long, {Range(shape)})",
        "float" => $"NumberRule {shape.Name} = new(NumberKind.Float, {Range(shape)})",
        "boolean" => $"BooleanRule {shape.Name} = new()",
        "blob" => $"BlobRule {shape.Name} = new({Range(shape)})",
        "list" => $"ListRule {shape.Name} = new({shape.Element}, {Range(shape)})",
        "map" => $"MapRule {shape.Name} = new({shape.Key}, {shape.Element}, {Range(shape)})",
        _ => throw new InvalidDataException($"No rule checks {shape.Name}, a {shape.Kind} in an input."),
    };

    private static string Member(WireMember member) =>
        $"new(\"{member.Name}\", {member.Shape}, {(member.IsRequired ? "true" : "false")})";

    private static string Range(WireShape shape) => $"{shape.Min ?? "null"}, {shape.Max ?? "null"}";

    private static string Strings(IReadOnlyList<string> values) => string.Join(", ", values.Select(Literal));

    private static string Literal(string text) =>
        $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
