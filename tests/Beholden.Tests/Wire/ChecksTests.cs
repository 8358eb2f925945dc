using System.Text;
using System.Text.Json;
using Beholden.Wire;

namespace Beholden.Tests.Wire;

public sealed class ChecksTests
{
    private const string Id = "11111111-2222-3333-4444-555555555555";
    private const string CollectionPattern = @"[a-zA-Z0-9_.\-]+";

    private static readonly string FaceIdPattern =
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    [Theory]
    [InlineData("CreateCollection", """{"CollectionId":"staff"}""")]
    [InlineData("CreateCollection", """{"CollectionId":"staff","Tags":{}}""")]
    [InlineData("CreateCollection", """{"CollectionId":"staff","Tags":{"für":"Ω 1","b":""}}""")]
    [InlineData("CreateCollection", """{"CollectionId":"staff","Tags":null,"Nobody":{"Knows":[1]}}""")]
    [InlineData("ListCollections", "{}")]
    [InlineData("ListCollections", """{"MaxResults":0}""")]
    [InlineData("ListCollections", """{"MaxResults":4096,"NextToken":""}""")]
    [InlineData("DetectFaces", """{"Image":{"Bytes":"AA=="},"Attributes":["ALL","SMILE"]}""")]
    [InlineData("DetectFaces", """{"Image":{"S3Object":{"Bucket":"abc","Name":"a b/c.jpg"}}}""")]
    [InlineData("DetectFaces", """{"Image":{"Bytes":"+\/+\/"},"Attributes":[]}""")]
    [InlineData("DetectFaces", """{"Image":{}}""")]
    [InlineData("SearchFaces", $$"""{"CollectionId":"a","FaceId":"{{Id}}","FaceMatchThreshold":0}""")]
    [InlineData("SearchFaces", $$"""{"CollectionId":"a","FaceId":"{{Id}}","FaceMatchThreshold":1e2}""")]
    [InlineData("SearchFaces", $$"""{"CollectionId":"a","FaceId":"{{Id}}","FaceMatchThreshold":99.5}""")]
    [InlineData("DeleteFaces", $$"""{"CollectionId":"a","FaceIds":["{{Id}}","{{Id}}"]}""")]
    [InlineData("TagResource", """{"ResourceArn":"aws:rekognition:eu-west-1:1","Tags":{"aw":"s"}}""")]
    [InlineData("DescribeProjectVersions",
        """{"ProjectArn":"arn:aws:rekognition:eu-west-1:123456789012:project/p/1"}""")]
    [InlineData("StartStreamProcessor",
        """{"Name":"a","StopSelector":{"MaxDurationInSeconds":120}}""")]
    [InlineData("CreateFaceLivenessSession",
        """{"Settings":{"ChallengePreferences":[{"Type":"FaceMovementChallenge"}]}}""")]
    public void What_the_model_allows_passes(string operation, string body) => Require(operation, body);

    public static TheoryData<string, string, string> ViolationsOfScalars => new()
    {
        { "CreateCollection", "{}", "Value null at 'collectionId': Member must not be null" },
        { "CreateCollection", """{"CollectionId":null}""",
            "Value null at 'collectionId': Member must not be null" },
        { "CreateCollection", """{"CollectionId":"a b"}""", "Value 'a b' at 'collectionId': "
            + $"Member must satisfy regular expression pattern: {CollectionPattern}" },
        { "CreateCollection", """{"CollectionId":"ab\n"}""", "Value 'ab\n' at 'collectionId': "
            + $"Member must satisfy regular expression pattern: {CollectionPattern}" },
        { "CreateCollection", """{"CollectionId":"٣"}""", "Value '٣' at 'collectionId': "
            + $"Member must satisfy regular expression pattern: {CollectionPattern}" },
        { "DetectFaces", """{"Image":{"Bytes":""}}""",
            "Value 'java.nio.HeapByteBuffer[pos=0 lim=0 cap=0]' at 'image.bytes': "
            + "Member must have length greater than or equal to 1" },
        { "DetectFaces", "{}", "Value null at 'image': Member must not be null" },
        { "DetectFaces", """{"Image":{"S3Object":{"Bucket":"ab"}}}""",
            "Value 'ab' at 'image.s3Object.bucket': Member must have length greater than or equal to 3" },
        { "DetectFaces", """{"Image":{},"Attributes":["ALL","smile"]}""",
            "Value '[ALL, smile]' at 'attributes': Member must satisfy constraint: [Member must satisfy enum "
            + "value set: [DEFAULT, ALL, AGE_RANGE, BEARD, EMOTIONS, EYE_DIRECTION, EYEGLASSES, EYES_OPEN, "
            + "GENDER, MOUTH_OPEN, MUSTACHE, FACE_OCCLUDED, SMILE, SUNGLASSES]]" },
        { "IndexFaces", """{"CollectionId":"a","Image":{},"QualityFilter":"auto"}""",
            "Value 'auto' at 'qualityFilter': Member must satisfy enum value set: "
            + "[NONE, AUTO, LOW, MEDIUM, HIGH]" },
        { "IndexFaces", """{"CollectionId":"a","Image":{},"MaxFaces":0}""",
            "Value '0' at 'maxFaces': Member must have value greater than or equal to 1" },
        { "ListCollections", """{"MaxResults":4097}""",
            "Value '4097' at 'maxResults': Member must have value less than or equal to 4096" },
        { "ListCollections", """{"MaxResults":-1}""",
            "Value '-1' at 'maxResults': Member must have value greater than or equal to 0" },
        { "SearchFaces", $$"""{"CollectionId":"a","FaceId":"{{Id}}","FaceMatchThreshold":101}""",
            "Value '101.0' at 'faceMatchThreshold': Member must have value less than or equal to 100" },
        { "SearchFaces", $$"""{"CollectionId":"a","FaceId":"{{Id}}","FaceMatchThreshold":-0.5}""",
            "Value '-0.5' at 'faceMatchThreshold': Member must have value greater than or equal to 0" },
        { "SearchFaces", """{"CollectionId":"a","FaceId":"X"}""",
            $"Value 'X' at 'faceId': Member must satisfy regular expression pattern: {FaceIdPattern}" },
    };

    public static TheoryData<string, string, string> ViolationsOfParts => new()
    {
        { "DeleteFaces", """{"CollectionId":"a","FaceIds":[]}""",
            "Value '[]' at 'faceIds': Member must have length greater than or equal to 1" },
        { "DeleteFaces", """{"CollectionId":"a","FaceIds":["x","y"]}""",
            "Value '[x, y]' at 'faceIds': Member must satisfy constraint: [Member must satisfy regular "
            + $"expression pattern: {FaceIdPattern}]" },
        { "DeleteFaces", """{"CollectionId":"a","FaceIds":[null]}""",
            "Value '[null]' at 'faceIds': Member must satisfy constraint: [Member must satisfy regular "
            + $"expression pattern: {FaceIdPattern}, Member must not be null]" },
        { "TagResource", """{"ResourceArn":"aws:rekognition:eu-west-1:1","Tags":{"aws:x":"1"}}""",
            "Value '{aws:x=1}' at 'tags': Map keys must satisfy constraint: [Member must have length less "
            + "than or equal to 128, Member must have length greater than or equal to 1, "
            + @"Member must satisfy regular expression pattern: ^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$]" },
        { "TagResource", """{"ResourceArn":"aws:rekognition:eu-west-1:1","Tags":{"a":"<"}}""",
            "Value '{a=<}' at 'tags': Map value must satisfy constraint: [Member must have length less "
            + "than or equal to 256, Member must have length greater than or equal to 0, "
            + @"Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$]" },
        { "TagResource", """{"ResourceArn":"short","Tags":{}}""",
            "Value 'short' at 'resourceArn': Member must have length greater than or equal to 20" },
        { "StartFaceSearch", """
            {"Video":{},"CollectionId":"a","NotificationChannel":{"SNSTopicArn":"x",
             "RoleArn":"arn:aws:iam::123456789012:role/r"}}
            """,
            "Value 'x' at 'notificationChannel.sNSTopicArn': Member must satisfy regular expression pattern: "
            + @"(^arn:aws:sns:.*:\w{12}:.+$)" },
        { "StartFaceSearch", """
            {"Video":{},"CollectionId":"a",
             "NotificationChannel":{"SNSTopicArn":"arn:aws:sns:e:123456789012:t"}}
            """,
            "Value null at 'notificationChannel.roleArn': Member must not be null" },
        { "CreateFaceLivenessSession",
            """{"Settings":{"ChallengePreferences":[{"Type":"FaceMovementChallenge"},{}]}}""",
            "Value null at 'settings.challengePreferences.2.member.type': Member must not be null" },
        { "CreateFaceLivenessSession", """{"Settings":{"ChallengePreferences":[null]}}""",
            "Value null at 'settings.challengePreferences.1.member': Member must not be null" },
        { "DetectText", """{"Image":{},"Filters":{"WordFilter":{"MinBoundingBoxWidth":1.5}}}""",
            "Value '1.5' at 'filters.wordFilter.minBoundingBoxWidth': "
            + "Member must have value less than or equal to 1" },
        { "StartStreamProcessor", """{"Name":"a","StopSelector":{"MaxDurationInSeconds":121}}""",
            "Value '121' at 'stopSelector.maxDurationInSeconds': "
            + "Member must have value less than or equal to 120" },
        { "SearchUsers", """{"CollectionId":"a","MaxUsers":501}""",
            "Value '501' at 'maxUsers': Member must have value less than or equal to 500" },
        { "GetFaceLivenessSessionResults", """{"SessionId":"11111111-2222-3333-4444-55555555555X"}""",
            "Value '11111111-2222-3333-4444-55555555555X' at 'sessionId': "
            + $"Member must satisfy regular expression pattern: {FaceIdPattern}" },
    };

    [Theory]
    [MemberData(nameof(ViolationsOfScalars))]
    [MemberData(nameof(ViolationsOfParts))]
    public void A_violation_is_told_in_AWSs_words(string operation, string body, string expected)
    {
        var refused = Assert.Throws<ValidationException>(() => Require(operation, body));

        var told = expected.Replace("': ", "' failed to satisfy constraint: ", StringComparison.Ordinal);
        Assert.Equal("1 validation error detected: " + told, refused.Message);
    }

    [Theory]
    [InlineData("CreateCollection", """{"CollectionId":1}""",
        "NUMBER_VALUE can not be converted to a String")]
    [InlineData("CreateCollection", """{"CollectionId":true}""",
        "TRUE_VALUE can not be converted to a String")]
    [InlineData("CreateCollection", """{"CollectionId":{}}""",
        "Start of structure or map found where not expected.")]
    [InlineData("CreateCollection", """{"CollectionId":[]}""", "Start of list found where not expected")]
    [InlineData("CreateCollection", """{"CollectionId":"a","Tags":"b"}""", "Expected null")]
    [InlineData("CreateCollection", """{"CollectionId":"a","Tags":{"b":1}}""",
        "NUMBER_VALUE can not be converted to a String")]
    [InlineData("CreateCollection", """{"CollectionId":"\ud800"}""",
        "A string holds half of a surrogate pair.")]
    [InlineData("ListCollections", """{"MaxResults":"1"}""",
        "STRING_VALUE can not be converted to an Integer")]
    [InlineData("ListCollections", """{"MaxResults":1.5}""",
        "NUMBER_VALUE can not be converted to an Integer")]
    [InlineData("ListCollections", """{"MaxResults":2147483648}""",
        "NUMBER_VALUE can not be converted to an Integer")]
    [InlineData("ListCollections", """{"MaxResults":false}""",
        "FALSE_VALUE can not be converted to an Integer")]
    [InlineData("SearchUsers", """{"CollectionId":"a","UserMatchThreshold":1e39}""",
        "NUMBER_VALUE can not be converted to a Float")]
    [InlineData("SearchUsers", """{"CollectionId":"a","UserMatchThreshold":"NaN"}""",
        "STRING_VALUE can not be converted to a Float")]
    [InlineData("StartStreamProcessor", """{"Name":"a","StopSelector":{"MaxDurationInSeconds":1e1}}""",
        "NUMBER_VALUE can not be converted to a Long")]
    [InlineData("DetectFaces", """{"Image":"AAAA"}""", "Expected null")]
    [InlineData("DetectFaces", """{"Image":[]}""", "Start of list found where not expected")]
    [InlineData("DetectFaces", """{"Image":{"Bytes":5}}""",
        "NUMBER_VALUE can not be converted to a ByteBuffer")]
    [InlineData("DetectFaces", """{"Image":{"Bytes":"AAA"}}""", "A blob is not valid base64.")]
    [InlineData("DetectFaces", """{"Image":{"Bytes":"AA A"}}""", "A blob is not valid base64.")]
    [InlineData("DetectFaces", """{"Image":{"Bytes":"A-_A"}}""", "A blob is not valid base64.")]
    [InlineData("DetectFaces", """{"Image":{},"Attributes":"ALL"}""", "Expected list or null")]
    [InlineData("DetectFaces", """{"Image":{},"Attributes":[1]}""",
        "NUMBER_VALUE can not be converted to a String")]
    [InlineData("UpdateStreamProcessor", """{"Name":"a","DataSharingPreferenceForUpdate":{"OptIn":"yes"}}""",
        "STRING_VALUE can not be converted to a Boolean")]
    public void A_wrong_JSON_type_is_no_validation_error(string operation, string body, string expected)
    {
        var refused = Assert.Throws<SerializationException>(() => Require(operation, body));

        Assert.Equal(expected, refused.Message);
    }

    [Fact]
    public void A_wrong_JSON_type_outweighs_violations_before_it() =>
        Assert.Throws<SerializationException>(
            () => Require("ListFaces", """{"CollectionId":"","MaxResults":"x"}"""));

    [Fact]
    public void Several_violations_are_joined_in_the_contracts_order()
    {
        var refused = Assert.Throws<ValidationException>(
            () => Require("CreateUser", """{"CollectionId":"","UserId":null}"""));

        Assert.Equal(
            "3 validation errors detected: "
            + "Value '' at 'collectionId' failed to satisfy constraint: "
            + "Member must have length greater than or equal to 1; "
            + "Value '' at 'collectionId' failed to satisfy constraint: "
            + $"Member must satisfy regular expression pattern: {CollectionPattern}; "
            + "Value null at 'userId' failed to satisfy constraint: Member must not be null",
            refused.Message);
    }

    [Fact]
    public void No_more_than_ten_violations_are_told()
    {
        var preferences = string.Join(',', Enumerable.Repeat("{}", 1000));
        var refused = Assert.Throws<ValidationException>(() => Require(
            "CreateFaceLivenessSession", $$$"""{"Settings":{"ChallengePreferences":[{{{preferences}}}]}}"""));

        Assert.StartsWith("10 validation errors detected: ", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 4000);
    }

    [Fact]
    public void A_long_value_is_shown_shortened()
    {
        var refused = Assert.Throws<ValidationException>(
            () => Require("CreateCollection", $$"""{"CollectionId":"{{new string('a', 300_000)}}"}"""));

        Assert.Contains($"'{new string('a', 256)}...'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("less than or equal to 255", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5_242_880, true)]
    [InlineData(5_242_881, false)]
    public void An_image_may_have_five_mebibytes(int bytes, bool isAllowed)
    {
        var body = $$$"""{"Image":{"Bytes":"{{{Convert.ToBase64String(new byte[bytes])}}}"}}""";

        var refused = Record.Exception(() => Require("DetectFaces", body));

        Assert.Equal(
            isAllowed ? null : "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 "
                + "lim=5242881 cap=5242881]' at 'image.bytes' failed to satisfy constraint: Member must have "
                + "length less than or equal to 5242880",
            refused?.Message);
    }

    // One emoji is two UTF-16 units and four bytes, but one character of the model.
    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void Lengths_count_characters_not_units(int characters, bool isAllowed)
    {
        var name = string.Concat(Enumerable.Repeat("😀", characters));
        var body = JsonSerializer.Serialize(
            new { Image = new { S3Object = new { Bucket = "abc", Name = name } } });

        Assert.Equal(isAllowed, Record.Exception(() => Require("DetectFaces", body)) is null);
    }

    // A pattern that cannot be translated or is too large would otherwise fail in a request.
    [Fact]
    public void Every_pattern_of_the_contract_compiles_and_answers()
    {
        var patterns = Contract.Operations.Values
            .SelectMany(operation => Patterns(operation.Input))
            .DistinctBy(pattern => pattern.Source)
            .ToList();

        Assert.True(patterns.Count > 20);
        Assert.All(patterns, pattern => Assert.False(pattern.IsKept("\u0001\n ")));
    }

    private static IEnumerable<ValuePattern> Patterns(Rule rule) => rule switch
    {
        StructureRule structure => structure.Members.SelectMany(member => Patterns(member.Rule)),
        ListRule list => Patterns(list.Element),
        MapRule map => Patterns(map.Key).Concat(Patterns(map.Value)),
        StringRule { Pattern: { } pattern } => [pattern],
        _ => [],
    };

    private static void Require(string operation, string body)
    {
        using var document = AwsJson.Parse(Encoding.UTF8.GetBytes(body));
        Checks.Require(Contract.Operations[operation], document.RootElement);
    }
}
