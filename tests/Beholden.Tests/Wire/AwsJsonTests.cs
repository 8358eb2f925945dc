using System.Reflection;
using System.Text;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

public sealed class AwsJsonTests
{
    [Fact]
    public void A_request_reads_by_AWSs_rules()
    {
        var request = Read<IndexFacesRequest>("""
            {"CollectionId":"staff","Image":{"Bytes":"/+8="},"MaxFaces":3,"ExternalImageId":null,
             "QualityFilter":"AUTO","DetectionAttributes":["DEFAULT","EYES_OPEN"],"Unknown":{"a":[1,2]}}
            """);

        Assert.Equal("staff", request.CollectionId);
        Assert.Equal([0xff, 0xef], request.Image.Bytes!);
        Assert.Equal(3, request.MaxFaces);
        Assert.Null(request.ExternalImageId);
        Assert.Equal(QualityFilter.AUTO, request.QualityFilter);
        Assert.Equal([AttributeShape.DEFAULT, AttributeShape.EYES_OPEN], request.DetectionAttributes!);
    }

    [Fact]
    public void An_answer_writes_by_AWSs_rules()
    {
        var written = Text(new DescribeCollectionResponse
        {
            FaceCount = 9_007_199_254_740_993,
            CreationTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(1_710_000_000_120),
            FaceModelVersion = "7.0",
        });

        Assert.Equal(
            """{"FaceCount":9007199254740993,"FaceModelVersion":"7.0","CreationTimestamp":1710000000.12}""",
            written);
    }

    [Fact]
    public void Floats_are_float32_in_their_shortest_form() =>
        Assert.Equal(
            """{"Width":0.1,"Height":1,"Left":99.999985,"Top":-1E-05}""",
            Text(new BoundingBox { Width = 0.1f, Height = 1, Left = 99.999985f, Top = -1e-5f }));

    [Fact]
    public void Blobs_enums_and_letters_are_not_escaped() =>
        Assert.Equal(
            """{"CollectionId":"Zoë+","Image":{"Bytes":"++//"},"QualityFilter":"NONE"}""",
            Text(new SearchFacesByImageRequest
            {
                CollectionId = "Zoë+",
                Image = new() { Bytes = [0xfb, 0xef, 0xff] },
                QualityFilter = QualityFilter.NONE,
            }));

    [Fact]
    public void An_empty_answer_is_an_empty_object() => Assert.Equal("{}", Text(new DeleteUserResponse()));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_710_000_000_123)]
    [InlineData(-62_135_596_800_000)]
    public void Timestamps_survive_to_the_millisecond(long milliseconds)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        var written = Text(new DescribeCollectionResponse { CreationTimestamp = time });

        Assert.Equal(time, Read<DescribeCollectionResponse>(written).CreationTimestamp);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100_000)]
    public void Blobs_survive(int bytes)
    {
        var image = new byte[bytes];
        new Random(1).NextBytes(image);

        Assert.Equal(image, Read<ImageShape>(Text(new ImageShape { Bytes = image })).Bytes);
    }

    [Fact]
    public void Slashes_that_PHP_escapes_are_read()
    {
        Assert.Equal([0xff, 0xff, 0xff], Read<ImageShape>("""{"Bytes":"\/\/\/\/"}""").Bytes!);
    }

    [Fact]
    public void Every_record_of_every_operation_can_be_read_and_written()
    {
        var needy = Contract.Operations.Values
            .Where(operation => operation.Input.Members.Any(member => member.IsRequired))
            .Select(operation => operation.Request)
            .ToHashSet();
        var roots = Contract.Operations.Values
            .SelectMany(operation => new[] { operation.Request, operation.Response });
        using var empty = AwsJson.Parse(default);
        var read = typeof(AwsJson).GetMethod(nameof(AwsJson.Read))!;

        Assert.All(roots, root =>
        {
            var shape = () => read.MakeGenericMethod(root).Invoke(
                null, BindingFlags.DoNotWrapExceptions, null, [empty.RootElement], null);
            if (needy.Contains(root))
            {
                Assert.Throws<SerializationException>(shape);
            }
            else
            {
                Assert.Equal("{}", Text(shape()));
            }
        });
    }

    [Fact]
    public void An_empty_body_is_an_empty_object()
    {
        using var document = AwsJson.Parse(ReadOnlyMemory<byte>.Empty);

        Assert.Equal("{}", document.RootElement.GetRawText());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"{}\"")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{},")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":Infinity}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("{/**/}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":{\"b\":1,\"\\u0062\":2}}")]
    [InlineData("{\"a\\ud800\":1,\"b\":2}")]
    [InlineData("\uFEFF{}")]
    [InlineData("   ")]
    public void What_is_not_one_plain_JSON_object_is_refused(string body)
    {
        Assert.Throws<SerializationException>(() =>
        {
            using var document = AwsJson.Parse(Encoding.UTF8.GetBytes(body));
            return document.RootElement.EnumerateObject().Select(member => member.Name).Count();
        });
    }

    [Fact]
    public void Broken_UTF8_is_refused() =>
        Assert.Throws<SerializationException>(
            () => AwsJson.Parse((byte[])[.. "{\"a\":\""u8, 0xff, .. "\"}"u8]));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(100_000, false)]
    public void Nesting_has_a_limit(int lists, bool isAllowed)
    {
        var body = $$"""{"a":{{new string('[', lists)}}{{new string(']', lists)}}}""";

        var refused = Record.Exception(() => AwsJson.Parse(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(isAllowed, refused is null);
        Assert.True(refused is null or SerializationException);
    }

    [Theory]
    [InlineData("""{"CollectionId":null,"Image":{}}""")]
    [InlineData("""{"Image":{}}""")]
    [InlineData("""{"CollectionId":"a","Image":{},"QualityFilter":"auto"}""")]
    [InlineData("""{"CollectionId":"a","Image":{},"QualityFilter":1}""")]
    [InlineData("""{"CollectionId":"a","Image":{},"QualityFilter":"NONE, AUTO"}""")]
    [InlineData("""{"CollectionId":"a","Image":{},"MaxFaces":1.5}""")]
    [InlineData("""{"CollectionId":"a","Image":{},"MaxFaces":"1"}""")]
    [InlineData("""{"CollectionId":"a","Image":{"Bytes":"AA"}}""")]
    [InlineData("""{"CollectionId":"\udc00","Image":{}}""")]
    public void Reading_alone_refuses_what_does_not_fit(string body) =>
        Assert.Throws<SerializationException>(() => Read<IndexFacesRequest>(body));

    [Theory]
    [InlineData("\"2024-03-09T16:00:00Z\"")]
    [InlineData("1e30")]
    [InlineData("-1e11")]
    public void A_timestamp_is_a_number_of_seconds(string value) =>
        Assert.Throws<SerializationException>(
            () => Read<DescribeCollectionResponse>($$"""{"CreationTimestamp":{{value}}}"""));

    [Fact]
    public void A_float_beyond_float32_is_refused() =>
        Assert.Throws<SerializationException>(() => Read<BoundingBox>("""{"Left":1e39}"""));

    private static string Text<T>(T shape) => Encoding.UTF8.GetString(AwsJson.Write(shape));

    private static T Read<T>(string body)
    {
        using var document = AwsJson.Parse(Encoding.UTF8.GetBytes(body));
        return AwsJson.Read<T>(document.RootElement);
    }
}
