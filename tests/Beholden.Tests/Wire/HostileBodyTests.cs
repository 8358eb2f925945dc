using System.Text;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

/// <summary>Whatever a client sends, it gets an error that AWS has, or an answer.</summary>
public sealed class HostileBodyTests
{
    private const int BodiesPerSeed = 2_500;

    private static readonly string[] Pieces =
    [
        "\"", "\\", "\\ud800", "\\udc00\\u", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e999",
        "NaN", "99999999999999999999", "0.1", "\0", "\u001f", "\uFEFF", "\"CollectionId\":", "\"Image\":",
        "{}", "=", "/",
    ];

    // Bodies with every kind of value, one of them cut up by the mutations below.
    private static readonly (string Operation, string Body)[] Starts =
    [
        ("IndexFaces", """
            {"CollectionId":"staff","Image":{"Bytes":"AAECAwQF","S3Object":{"Bucket":"abc","Name":"n"}},
             "ExternalImageId":"a:b","DetectionAttributes":["ALL"],"MaxFaces":3,"QualityFilter":"AUTO"}
            """),
        ("CreateCollection", """{"CollectionId":"staff","Tags":{"a":"b","c":"d"}}"""),
        ("SearchUsers", """{"CollectionId":"a","UserId":"u","UserMatchThreshold":99.5,"MaxUsers":5}"""),
        ("DetectText", """
            {"Image":{"Bytes":"AA=="},"Filters":{"WordFilter":{"MinConfidence":1.5},"RegionsOfInterest":[
             {"BoundingBox":{"Width":0.5,"Height":1e-1,"Left":0,"Top":-0},"Polygon":[{"X":1,"Y":2}]}]}}
            """),
        ("UpdateStreamProcessor", """
            {"Name":"p","DataSharingPreferenceForUpdate":{"OptIn":true},
             "ParametersToDelete":["RegionsOfInterest"]}
            """),
    ];

    // A seed names its bodies for good, so a failure can be repeated.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Only_service_exceptions_come_out(int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < BodiesPerSeed; i++)
        {
            var (operation, start) = Starts[i % Starts.Length];
            refused += IsRefused(operation, Mutate(Encoding.UTF8.GetBytes(start), random)) ? 1 : 0;
        }

        // Most mutations break a body, but not all: otherwise nothing behind the parser was tried.
        Assert.InRange(refused, BodiesPerSeed / 2, BodiesPerSeed - 100);
    }

    private static bool IsRefused(string operation, byte[] body)
    {
        var contract = Contract.Operations[operation];
        try
        {
            using var document = AwsJson.Parse(body);
            Checks.Require(contract, document.RootElement);
            switch (operation)
            {
                case "IndexFaces": AwsJson.Read<IndexFacesRequest>(document.RootElement); break;
                case "CreateCollection": AwsJson.Read<CreateCollectionRequest>(document.RootElement); break;
                case "SearchUsers": AwsJson.Read<SearchUsersRequest>(document.RootElement); break;
                case "DetectText": AwsJson.Read<DetectTextRequest>(document.RootElement); break;
                default: AwsJson.Read<UpdateStreamProcessorRequest>(document.RootElement); break;
            }

            return false;
        }
        catch (ServiceException told)
        {
            // The answer itself must be writable too.
            Assert.NotEmpty(ErrorBody.Write(told, Guid.Empty));
            return true;
        }
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        var changes = random.Next(1, 4);
        List<byte> bytes = [.. body];
        for (var i = 0; i < changes; i++)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)));
                    break;
                default:
                    ReplaceValue(bytes, random);
                    break;
            }

            if (bytes.Count == 0)
            {
                return [];
            }
        }

        return [.. bytes];
    }

    // Keeps the JSON whole and puts a value of another kind behind some colon.
    private static void ReplaceValue(List<byte> bytes, Random random)
    {
        var text = Encoding.UTF8.GetString([.. bytes]);
        var colons = Enumerable.Range(0, text.Length).Where(at => text[at] == ':').ToList();
        if (colons.Count == 0)
        {
            return;
        }

        var from = colons[random.Next(colons.Count)] + 1;
        var to = text.AsSpan(from).IndexOfAny(",}]") + from;
        string[] values = ["null", "1", "-1", "1.5", "true", "\"\"", "\"x\"", "{}", "[]", "[null]", "1e400"];
        if (to >= from)
        {
            var changed = text[..from] + values[random.Next(values.Length)] + text[to..];
            bytes.Clear();
            bytes.AddRange(Encoding.UTF8.GetBytes(changed));
        }
    }
}
