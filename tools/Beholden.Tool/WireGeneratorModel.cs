using System.Text.Json;

namespace Beholden.Tool;

/// <summary>One shape of spec/shapes.json, after our patches.</summary>
/// <param name="Name">AWS's name.</param>
/// <param name="ClassName">Ours; differs only where spec/patches.json renames.</param>
/// <param name="Kind">structure, list, map, string, integer, long, float, boolean, timestamp, blob.</param>
/// <param name="Min">Length, size or value, inclusive, as written in the file.</param>
/// <param name="Element">Shape of a list's elements, or of a map's values.</param>
/// <param name="Key">Shape of a map's keys.</param>
/// <param name="Status">HTTP status; null for what is not an exception.</param>
internal sealed record WireShape(
    string Name,
    string ClassName,
    string Kind,
    IReadOnlyList<WireMember> Members,
    IReadOnlyList<string> Values,
    string? Min,
    string? Max,
    string? Pattern,
    string? Element,
    string? Key,
    int? Status)
{
    public bool IsStructure => Kind == "structure" && Status is null;

    public bool IsEnum => Values.Count > 0;
}

/// <param name="Shape">AWS's name of the member's shape.</param>
/// <param name="Default">The documented default as JSON text, or null.</param>
internal sealed record WireMember(string Name, string Shape, bool IsRequired, string? Default);

internal sealed record WireOperation(
    string Name,
    string Family,
    bool IsAsync,
    string Status,
    string Input,
    string Output,
    IReadOnlyList<string> Errors);

/// <param name="Shapes">All shapes by AWS's name, the inputs and outputs of operations included.</param>
/// <param name="Inputs">Names of the structures that a request can hold.</param>
internal sealed record WireModel(
    string TargetPrefix,
    string SigningName,
    IReadOnlyList<WireOperation> Operations,
    SortedDictionary<string, WireShape> Shapes,
    IReadOnlySet<string> Inputs);

/// <summary>Reads spec/shapes.json and spec/patches.json.</summary>
internal static class WireGeneratorModel
{
    // A modelled exception without a status of its own: 500 when the server is at fault, else 400.
    private const int StatusOfServerFault = 500;
    private const int StatusOfClientFault = 400;

    /// <exception cref="InvalidDataException">A patch without a reason or without its shape.</exception>
    public static WireModel Load(string shapesPath, string patchesPath)
    {
        using var spec = JsonDocument.Parse(File.ReadAllBytes(shapesPath));
        using var patches = JsonDocument.Parse(File.ReadAllBytes(patchesPath));
        var renames = Renames(patches.RootElement);

        var shapes = new SortedDictionary<string, WireShape>(StringComparer.Ordinal);
        foreach (var shape in spec.RootElement.GetProperty("shapes").EnumerateObject())
        {
            shapes[shape.Name] = Shape(shape.Name, shape.Value, renames);
        }

        var operations = new List<WireOperation>();
        foreach (var operation in spec.RootElement.GetProperty("operations").EnumerateArray())
        {
            var read = Operation(operation);
            shapes[read.Input] = Structure(read.Input, operation.GetProperty("input"));
            shapes[read.Output] = Structure(read.Output, operation.GetProperty("output"));
            operations.Add(read);
        }

        foreach (var unknown in renames.Keys.Where(name => !shapes.ContainsKey(name)))
        {
            throw new InvalidDataException($"spec/patches.json renames {unknown}, which is no shape.");
        }

        var inputs = new SortedSet<string>(StringComparer.Ordinal);
        operations.ForEach(operation => Reach(operation.Input, shapes, inputs));
        var service = spec.RootElement.GetProperty("service");
        return new(
            service.GetProperty("targetPrefix").GetString()!,
            service.GetProperty("signingName").GetString()!,
            operations,
            shapes,
            inputs);
    }

    private static Dictionary<string, string> Renames(JsonElement patches)
    {
        var renames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var patch in patches.GetProperty("renames").EnumerateArray())
        {
            if (string.IsNullOrWhiteSpace(patch.GetProperty("reason").GetString()))
            {
                throw new InvalidDataException($"spec/patches.json: a patch has no reason: {patch}");
            }

            renames.Add(patch.GetProperty("shape").GetString()!, patch.GetProperty("name").GetString()!);
        }

        return renames;
    }

    private static WireOperation Operation(JsonElement operation)
    {
        var name = operation.GetProperty("name").GetString()!;
        return new(
            name,
            operation.GetProperty("family").GetString()!,
            operation.GetProperty("mode").GetString() == "async",
            operation.GetProperty("status").GetString()!,
            name + "Request",
            name + "Response",
            [.. operation.GetProperty("errors").EnumerateArray().Select(error => error.GetString()!)]);
    }

    private static WireShape Shape(
        string name, JsonElement shape, Dictionary<string, string> renames) =>
        new(
            name,
            renames.GetValueOrDefault(name, name),
            shape.GetProperty("type").GetString()!,
            Members(shape),
            shape.TryGetProperty("enum", out var values)
                ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
                : [],
            Raw(shape, "min"),
            Raw(shape, "max"),
            Text(shape, "pattern"),
            shape.TryGetProperty("member", out var member)
                ? member.GetProperty("shape").GetString()
                : Text(shape, "value"),
            Text(shape, "key"),
            StatusOf(shape));

    private static WireShape Structure(string name, JsonElement shape) =>
        new(name, name, "structure", Members(shape), [], null, null, null, null, null, null);

    private static IReadOnlyList<WireMember> Members(JsonElement shape) =>
        shape.TryGetProperty("members", out var members)
            ?
            [
                .. members.EnumerateArray().Select(member => new WireMember(
                    member.GetProperty("name").GetString()!,
                    member.GetProperty("shape").GetString()!,
                    member.GetProperty("required").GetBoolean(),
                    Raw(member, "default"))),
            ]
            : [];

    private static int? StatusOf(JsonElement shape)
    {
        if (!shape.TryGetProperty("exception", out var isException) || !isException.GetBoolean())
        {
            return null;
        }

        return shape.TryGetProperty("httpError", out var status) ? status.GetInt32()
            : Text(shape, "fault") == "server" ? StatusOfServerFault
            : StatusOfClientFault;
    }

    private static void Reach(
        string name, SortedDictionary<string, WireShape> shapes, SortedSet<string> reached)
    {
        if (!reached.Add(name))
        {
            return;
        }

        var shape = shapes[name];
        foreach (var next in shape.Members.Select(member => member.Shape)
            .Concat(new[] { shape.Element, shape.Key }.OfType<string>()))
        {
            Reach(next, shapes, reached);
        }
    }

    private static string? Text(JsonElement of, string member) =>
        of.TryGetProperty(member, out var value) ? value.GetString() : null;

    // Compact JSON: the file itself is indented.
    private static string? Raw(JsonElement of, string member) =>
        of.TryGetProperty(member, out var value) ? JsonSerializer.Serialize(value) : null;
}
