using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>The one account of a data folder, as ARNs name it.</summary>
/// <param name="Id">12 digits.</param>
internal sealed record Account(string Id)
{
    /// <summary>With <c>arn:</c>, as DescribeCollection answers.</summary>
    public string CollectionArn(CollectionName name) => "arn:" + CollectionArnShort(name);

    /// <summary>Without <c>arn:</c>, as CreateCollection answers at AWS too (spec 3.1).</summary>
    public string CollectionArnShort(CollectionName name)
        => $"aws:rekognition:{name.Region}:{Id}:collection/{name.Id}";

    /// <summary>The collection that an ARN of either form names.</summary>
    /// <exception cref="InvalidParameterException">Not the ARN of a Rekognition resource.</exception>
    /// <exception cref="ResourceNotFoundException">
    /// Another account, another region than the request's, or another kind of resource.
    /// </exception>
    public CollectionName NamedBy(string arn, Call call)
    {
        var bare = arn.StartsWith("arn:", StringComparison.Ordinal) ? arn["arn:".Length..] : arn;
        var parts = bare.Split(':', 5);
        if (parts is not [_, "rekognition", var region, var account, var resource])
        {
            throw new InvalidParameterException("Request has invalid parameters: ResourceArn is not an ARN");
        }

        const string kind = "collection/";
        if (region != call.Region || account != Id || !resource.StartsWith(kind, StringComparison.Ordinal))
        {
            throw NotFound(arn);
        }

        return new(region, resource[kind.Length..]);
    }

    public static ResourceNotFoundException NotFound(string arn) => new($"The resource {arn} does not exist");
}
