using System.Reflection;
using Beholden.Tool;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

public sealed class WireGeneratorTests
{
    private static readonly string Root = Checkout.Above(AppContext.BaseDirectory);

    private static readonly string[] ScopesInUse =
    [
        "System", "System.IO", "System.Linq", "System.Collections.Generic", "System.Net.Http",
        "System.Threading", "System.Threading.Tasks",
    ];

    [Fact]
    public void The_same_spec_gives_the_same_files() =>
        Assert.Equal(WireGenerator.Generate(Root), WireGenerator.Generate(Root));

    [Fact]
    public void The_files_in_the_tree_are_what_the_spec_gives() =>
        Assert.Empty(WireGenerator.Stale(Root, WireGenerator.Generate(Root)));

    [Fact]
    public void A_changed_file_is_stale()
    {
        var files = WireGenerator.Generate(Root);
        files["src/Beholden.Wire/Generated/Errors.g.cs"] += " ";

        Assert.Equal(["src/Beholden.Wire/Generated/Errors.g.cs"], WireGenerator.Stale(Root, files));
    }

    [Fact]
    public void All_operations_of_the_service_are_there_with_both_their_records()
    {
        Assert.Equal(75, Contract.Operations.Count);
        Assert.All(Contract.Operations.Values, operation =>
        {
            Assert.Equal(operation.Name + "Request", operation.Request.Name);
            Assert.Equal(operation.Name + "Response", operation.Response.Name);
        });
    }

    [Fact]
    public void All_modelled_exceptions_are_there_with_the_models_statuses()
    {
        var modelled = typeof(ServiceException).Assembly.GetExportedTypes()
            .Where(type => type.BaseType == typeof(ServiceException) && type.IsSealed)
            .Select(type => (ServiceException)Activator.CreateInstance(type, "why")!)
            .ToDictionary(error => error.Code, error => error.Status);

        Assert.Equal(23, modelled.Count);
        Assert.Equal(402, modelled["HumanLoopQuotaExceededException"]);
        Assert.Equal(500, modelled["ThrottlingException"]);
        Assert.Equal(500, modelled["InternalServerError"]);
        Assert.Equal(20, modelled.Values.Count(status => status == 400));
        Assert.All(
            Contract.Operations.Values.SelectMany(operation => operation.Errors),
            code => Assert.Contains(code, modelled));
    }

    // An ambiguous name would break whoever imports both; spec/patches.json renames the shape instead.
    [Fact]
    public void No_wire_type_shares_its_name_with_what_every_file_imports()
    {
        var taken = new[] { typeof(object), typeof(Uri), typeof(HttpClient), typeof(Enumerable) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => ScopesInUse.Contains(type.Namespace))
            .Select(type => type.Name)
            .ToHashSet();

        Assert.DoesNotContain(
            typeof(Contract).Assembly.GetExportedTypes(), type => taken.Contains(type.Name));
    }

    [Fact]
    public void What_an_input_requires_cannot_be_left_out_in_code()
    {
        var nullability = new NullabilityInfoContext();
        var required = typeof(IndexFacesRequest).GetProperty("CollectionId")!;
        var optional = typeof(IndexFacesRequest).GetProperty("ExternalImageId")!;

        Assert.Equal(NullabilityState.NotNull, nullability.Create(required).ReadState);
        Assert.Equal(NullabilityState.Nullable, nullability.Create(optional).ReadState);
        Assert.Equal(typeof(float?), typeof(IndexFacesResponse).Assembly
            .GetType("Beholden.Wire.BoundingBox")!.GetProperty("Left")!.PropertyType);
    }
}
