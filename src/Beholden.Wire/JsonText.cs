using System.Text.Json;

namespace Beholden.Wire;

/// <summary>
/// The only place that unescapes text of a request. The parser accepts <c>"\ud800"</c>, half a character,
/// and complains only when the text is asked for, with an exception that looks like a bug of ours.
/// </summary>
internal static class JsonText
{
    /// <exception cref="SerializationException">Half a character.</exception>
    public static string Of(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter();
        }
    }

    /// <exception cref="SerializationException">Half a character.</exception>
    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter();
        }
    }

    public static SerializationException HalfCharacter() =>
        new("A string holds half of a surrogate pair.");
}
