using System.Text.Json;
using System.Text.Json.Serialization;

namespace Beholden.Vision;

/// <summary>
/// Reads the small JSON files that decide what is loaded: an unknown or missing member is an error.
/// </summary>
internal static class StrictFile
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <param name="what">What the file should be, for the sentence: "calibration card", say.</param>
    /// <exception cref="InvalidDataException">
    /// It cannot be read, is too long, or is no such file; the sentence says which.
    /// </exception>
    public static T Read<T>(string path, long bytesMax, string what)
        where T : class
    {
        try
        {
            return new FileInfo(path).Length <= bytesMax
                ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Options)
                    ?? throw new InvalidDataException($"{path} is empty.")
                : throw new InvalidDataException($"{path} is longer than {bytesMax} bytes.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no {what}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The {what} {path} cannot be read: {e.Message}", e);
        }
    }
}
