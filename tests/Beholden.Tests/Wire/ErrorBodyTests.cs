using System.Text;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

public sealed class ErrorBodyTests
{
    private static readonly Guid Id = Guid.Parse("0a0b0c0d-1111-2222-3333-444455556666");

    [Fact]
    public void A_modelled_exception_has_the_modelled_members() =>
        Assert.Equal(
            $$"""{"__type":"ConflictException","Code":"ConflictException","Logref":"{{Id}}","Message":"é"}""",
            Text(new ConflictException("é")));

    [Fact]
    public void A_front_end_exception_has_a_small_message() =>
        Assert.Equal(
            """{"__type":"ValidationException","message":"Value '\"' at 'x'"}""",
            Text(new ValidationException("Value '\"' at 'x'")));

    [Fact]
    public void A_missing_operation_answers_with_AWSs_code_and_501()
    {
        var error = new NotImplementedOperationException("not here");

        Assert.Equal("""{"__type":"NotImplementedException","message":"not here"}""", Text(error));
        Assert.Equal(501, error.Status);
    }

    private static string Text(ServiceException error) =>
        Encoding.UTF8.GetString(ErrorBody.Write(error, Id));
}
