using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Beholden.Wire;

/// <summary>The JSON body of an error answer.</summary>
/// <remarks>
/// Headers are the server's: x-amzn-ErrorType with <see cref="ServiceException.Code"/>, x-amzn-RequestId
/// with the same id as here, Content-Type application/x-amz-json-1.1, and the exception's status.
/// </remarks>
public static class ErrorBody
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <returns>
    /// UTF-8. For a modelled exception <c>{"__type","Code","Logref","Message"}</c>; for one of the front end
    /// <c>{"__type","message"}</c>. The SDKs read either spelling of the message.
    /// </returns>
    public static byte[] Write(ServiceException error, Guid requestId)
    {
        ArgumentNullException.ThrowIfNull(error);

        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteString("__type", error.Code);
            if (error is FrontEndException)
            {
                json.WriteString("message", error.Message);
            }
            else
            {
                json.WriteString("Code", error.Code);
                json.WriteString("Logref", requestId);
                json.WriteString("Message", error.Message);
            }

            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
