using System.Text.Json;

namespace Beholden.Wire;

/// <summary>Holds a request to the model, as AWS does before an operation sees it.</summary>
/// <remarks>
/// What needs knowledge that the model does not have is left to the operation, such as "exactly one of
/// Bytes and S3Object", and is answered with InvalidParameterException.
/// </remarks>
public static class Checks
{
    /// <param name="input">A request's body, from <see cref="AwsJson.Parse"/>.</param>
    /// <exception cref="SerializationException">A value has the wrong JSON type.</exception>
    /// <exception cref="ValidationException">
    /// A member is missing, or its length, size, value or form is refused. The message lists the first ten
    /// violations in the contract's order.
    /// </exception>
    public static void Require(OperationContract operation, JsonElement input)
    {
        ArgumentNullException.ThrowIfNull(operation);

        var violations = new Violations();
        new InputWalk(violations).Visit(operation.Input, input);
        violations.ThrowIfAny();
    }
}
