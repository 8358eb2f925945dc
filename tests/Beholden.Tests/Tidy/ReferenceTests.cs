using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Beholden.Tests.Tidy;

/// <summary>
/// Rules: references point one way; an interface has two real implementations; classes are sealed.
/// </summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Beholden.Wire"] = [],
        ["Beholden.Vision"] = [],
        ["Beholden.Store"] = [],
        ["Beholden.Oversight"] = ["Beholden.Store"],
        ["Beholden.Server"] =
            ["Beholden.Wire", "Beholden.Vision", "Beholden.Store", "Beholden.Oversight"],
        ["Beholden.Tool"] = ["Beholden.Wire", "Beholden.Vision"],
        ["Beholden.Tests"] = ["Beholden.Server", "Beholden.Tool"],
        ["Beholden.Bench"] = ["Beholden.Server"],
    };

    private static readonly string[] Rooms =
        ["Beholden.Wire", "Beholden.Vision", "Beholden.Store", "Beholden.Oversight", "beholden"];

    [Fact]
    public void Project_references_point_one_way() =>
        Findings.RequireNone(Tree.Files.Where(f => f.Extension == ".csproj").SelectMany(WrongReferences));

    [Theory]
    [InlineData("src/Beholden.Vision/Beholden.Vision.csproj", "../Beholden.Store/Beholden.Store.csproj")]
    [InlineData("src/Beholden.Store/Beholden.Store.csproj", "../Beholden.Server/Beholden.Server.csproj")]
    [InlineData("src/Beholden.New/Beholden.New.csproj", "../Beholden.Wire/Beholden.Wire.csproj")]
    public void A_back_call_is_caught(string path, string reference) => Assert.Single(WrongReferences(new(
        path, $"<Project><ItemGroup><ProjectReference Include=\"{reference}\" /></ItemGroup></Project>")));

    [Fact]
    public void Every_interface_has_two_implementations_in_the_sources() =>
        Findings.RequireNone(LonelyInterfaces(TypesOfRooms()));

    [Fact]
    public void An_interface_with_one_implementation_is_caught() =>
        Assert.Single(LonelyInterfaces([typeof(ILonely), typeof(OnlyOne)]));

    [Fact]
    public void An_interface_with_two_implementations_is_allowed() =>
        Assert.Empty(LonelyInterfaces([typeof(ILonely), typeof(OnlyOne), typeof(Another)]));

    [Fact]
    public void Every_class_of_the_sources_is_sealed_static_or_abstract() =>
        Findings.RequireNone(OpenClasses(TypesOfRooms()));

    [Fact]
    public void An_open_class_is_caught() => Assert.Single(OpenClasses([typeof(Open), typeof(OnlyOne)]));

    private static IEnumerable<Type> TypesOfRooms() => Rooms
        .SelectMany(r => Assembly.Load(r).GetTypes())
        .Where(t => t.Namespace?.StartsWith("Beholden.", StringComparison.Ordinal) == true
            && !t.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    private static IEnumerable<string> WrongReferences(SourceFile project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Name);
        return XDocument.Parse(project.Text).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value))
            .Where(target => !Allowed.GetValueOrDefault(name, []).Contains(target))
            .Select(target => $"{name} must not see {target}");
    }

    private static IEnumerable<string> LonelyInterfaces(IEnumerable<Type> types)
    {
        var all = types.ToList();
        return all.Where(t => t.IsInterface)
            .Where(i => all.Count(t => !t.IsInterface && !t.IsAbstract && Implements(t, i)) < 2)
            .Select(i => $"{i.FullName} has fewer than two implementations");
    }

    private static bool Implements(Type type, Type contract) => type.GetInterfaces()
        .Any(i => i == contract || (i.IsGenericType && i.GetGenericTypeDefinition() == contract));

    private static IEnumerable<string> OpenClasses(IEnumerable<Type> types) => types
        .Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false })
        .Select(t => $"{t.FullName} is not sealed");

    private interface ILonely;

    private sealed class OnlyOne : ILonely;

    private sealed class Another : ILonely;

    // An open class on purpose: it is what the rule must catch.
#pragma warning disable CA1852
    private class Open;
#pragma warning restore CA1852
}
